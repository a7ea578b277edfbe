/** So that no single record can fill the store. Characters, unless it says otherwise. */
export const LIMITS = {
  method: 32,
  host: 255,
  path: 8192,
  query: 16_384,
  user: 256,
  protocol: 32,
  sourceTags: 20,
  sourceTag: 100,
  headers: 200,
  headerName: 256,
  headerValue: 16_384,
  parameters: 200,
  parameterValue: 8192,
  detections: 100,
  attackType: 64,
  payload: 8192,
  detectionParameter: 1024,
  detectionTags: 50,
  tagValue: 1024,
  /** Bytes of a body that are kept. */
  body: 65_536,
  /** Bytes of one line. */
  line: 1_048_576,
  /** What `--rejects` gets to see of a record that is too long to be kept. */
  rejectedRaw: 4096,
} as const;
