/** How much is done at one time, and how much may wait for it. */
export interface AdmissionLimits {
  /** Operations that are executed at one time. */
  atOnce: number;
  /** Of one caller. */
  atOncePerCaller: number;
  /** Operations that wait for their turn; a single caller may have half of them. */
  waiting: number;
  /** What those that are executed may cost together, at least what a single one may. */
  cost: number;
}

/** What the server does unless its environment says otherwise: twice as many as there are connections, for none uses one all the time. */
export const ADMISSION: Omit<AdmissionLimits, 'cost'> = { atOnce: 20, atOncePerCaller: 10, waiting: 200 };
