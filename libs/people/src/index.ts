export { type AssignmentRule } from './assignment-rule';
export { type Choice, choose, type HandedOver } from './choose';
export { type PeopleBook, type PeopleFile, peopleFile } from './people-file';
export { type Person } from './person';
export { Turns } from './turns';
export { assignmentTurnMigrations, loadTurns, saveTurns } from './turns.postgres';
