export { default } from "modules/simulator/sntp";
