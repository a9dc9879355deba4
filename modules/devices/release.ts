import { layoutCompiler } from "../configuration/layout-compiler";
import { namePacker } from "../configuration/name-packer";
import { quantities } from "../configuration/quantities";
import { compiler } from "./declare";
import "./library";

/*
 * Preloaded on the device, and imported by nobody: with the library made, nothing that made it is to stay in flash
 * (link-time.ts).
 */
compiler.release();
layoutCompiler.release();
namePacker.release();
quantities.release();
