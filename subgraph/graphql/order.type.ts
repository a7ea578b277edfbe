import { registerEnumType } from 'type-graphql';

export enum SessionOrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(SessionOrderDirection, {
  name: 'SessionOrderDirection',
  description: 'Direction of an order.',
  valuesConfig: {
    ASC: { description: 'Smallest or oldest first.' },
    DESC: { description: 'Greatest or newest first.' },
  },
});
