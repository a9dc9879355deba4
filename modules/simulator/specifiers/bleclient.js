export { default } from "modules/simulator/bleclient";
