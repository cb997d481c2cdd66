export { Simulate } from './simulate';
