// Makes a house colour readable: the host chooses a hue, the contrast is kept here.

const TEXT_CONTRAST = 5.8; // WCAG AA asks for 4.5; some is lost on tinted ground
const STEPS = 20;

/** Return the custom properties of an accent (#rgb or #rrggbb) on `paper`, or null when it is not such a colour. */
export function accentOn(paper, accent) {
  const wanted = parse(accent);
  if (!wanted) return null;
  const ground = parse(paper);
  const towards = luminance(ground) > 0.5 ? [0, 0, 0] : [255, 255, 255];
  let colour = wanted;
  for (let step = 1; step <= STEPS && contrast(colour, ground) < TEXT_CONTRAST; step += 1) {
    colour = mix(wanted, towards, step / STEPS);
  }
  const on = contrast(colour, [255, 255, 255]) >= 4.5 ? [255, 255, 255] : [16, 20, 26];
  return { accent: write(colour), "on-accent": write(on) };
}

function parse(text) {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec((text ?? "").trim());
  if (!match) return null;
  const long = match[1].length === 3 ? [...match[1]].map((digit) => digit + digit).join("") : match[1];
  return [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16));
}

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const mix = (from, to, share) => from.map((part, at) => Math.round(part + (to[at] - part) * share));

const write = (colour) => `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
