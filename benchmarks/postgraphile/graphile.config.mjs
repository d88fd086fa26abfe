import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const database = JSON.parse(process.env.BENCH_DATABASE);

// What is not indexed may be sorted on too: the sheet's lists follow the order of the guide's screens.
export default {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({
      poolConfig: { ...database, max: 8, options: "-c TimeZone=Europe/Paris -c jit=off" },
      schemas: ["public"],
    }),
  ],
  schema: { defaultBehavior: "-insert -update -delete +list" },
  grafast: { explain: false },
  grafserv: { host: "127.0.0.1", port: Number(process.env.BENCH_PORT), graphiql: false, watch: false },
};
