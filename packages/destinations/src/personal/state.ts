import { normaliseCity } from "./name.ts";

/** States of the US and provinces of Canada, by their postal codes. */
const STATES =
  "al alabama,ak alaska,az arizona,ar arkansas,ca california,co colorado,ct connecticut,de delaware,dc districtofcolumbia," +
  "fl florida,ga georgia,hi hawaii,id idaho,il illinois,in indiana,ia iowa,ks kansas,ky kentucky,la louisiana,me maine," +
  "md maryland,ma massachusetts,mi michigan,mn minnesota,ms mississippi,mo missouri,mt montana,ne nebraska,nv nevada," +
  "nh newhampshire,nj newjersey,nm newmexico,ny newyork,nc northcarolina,nd northdakota,oh ohio,ok oklahoma,or oregon," +
  "pa pennsylvania,ri rhodeisland,sc southcarolina,sd southdakota,tn tennessee,tx texas,ut utah,vt vermont,va virginia," +
  "wa washington,wv westvirginia,wi wisconsin,wy wyoming,pr puertorico,ab alberta,bc britishcolumbia,mb manitoba," +
  "nb newbrunswick,nl newfoundlandandlabrador,ns novascotia,nt northwestterritories,nu nunavut,on ontario," +
  "pe princeedwardisland,qc quebec,sk saskatchewan,yt yukon";

const CODES = new Map(
  STATES.split(",").map((state) => [state.slice(3), state.slice(0, 2)] as const),
);

/** Two letters for a state of the US or a province of Canada; otherwise lower case, letters alone. */
export function normaliseState(value: string): string | undefined {
  const state = normaliseCity(value);
  return state === undefined ? undefined : (CODES.get(state) ?? state);
}
