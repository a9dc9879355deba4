export { default } from "modules/device/cipher-suites";
