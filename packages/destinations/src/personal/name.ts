/** Lower case, letters and digits of any script alone. */
export function normaliseName(value: string): string | undefined {
  return nonEmpty(
    value
      .normalize("NFC")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, ""),
  );
}

/** As Google asks: lower case, without digits and symbols. */
export function normaliseGoogleName(value: string): string | undefined {
  const letters = value.toLowerCase().replaceAll(/[^\p{L}\p{M}\s]/gu, "");
  return nonEmpty(letters.replaceAll(/\s+/g, " ").trim());
}

/** Lower case, letters of any script alone: neither spaces nor punctuation nor digits. */
export function normaliseCity(value: string): string | undefined {
  return nonEmpty(
    value
      .normalize("NFC")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}]/gu, ""),
  );
}

/** `m` or `f`. */
export function normaliseGender(value: string): string | undefined {
  const gender = value.trim().toLowerCase();
  if (["m", "male", "man", "boy"].includes(gender)) return "m";
  if (["f", "female", "woman", "girl"].includes(gender)) return "f";
  return undefined;
}

/** Lower case without spaces and dashes; of a US code the first five digits. Undefined for less than two characters. */
export function normaliseZip(value: string): string | undefined {
  const zip = value.toLowerCase().replaceAll(/\s/g, "");
  const isUs = /^\d{5}-?\d{4}$/.test(zip);
  const code = isUs ? zip.slice(0, 5) : zip.replaceAll("-", "");
  return code.length < 2 ? undefined : code;
}

function nonEmpty(text: string): string | undefined {
  return text === "" ? undefined : text;
}
