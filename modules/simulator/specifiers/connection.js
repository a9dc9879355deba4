export * from "modules/simulator/connection";
