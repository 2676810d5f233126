//! Layout: what stands where on a card?

use crate::drawing::{At, Color, Drawing, Shape, at};
use crate::font::{Font, MORE, Weight};
use crate::{Card, DrawError};
use qrcode::types::Color as Module;
use qrcode::{EcLevel, QrCode};

const INK: Color = [0x14, 0x1d, 0x2b];
const NAVY: Color = [0x12, 0x3a, 0x63];
const WHITE: Color = [0xff, 0xff, 0xff];
const PALE: Color = [0xc9, 0xde, 0xf2];
const GREY: Color = [0x5c, 0x67, 0x77];
const LINE: Color = [0xc5, 0xcd, 0xd8];

const WIDTH: f32 = 1240.0;
const HEIGHT: f32 = 1748.0;
/// From the edge of the paper to the frame, and from there to the words.
const EDGE: f32 = 40.0;
const PADDING: f32 = 70.0;
const CORNER: f32 = 44.0;
const FRAME: f32 = 3.0;
/// The widest that words may be.
const WORDS: f32 = WIDTH - 2.0 * (EDGE + PADDING);
/// Sizes of the title with the height of a line and how many there may be: the first in which it fits.
const TITLES: [(f32, f32, usize); 3] = [(74.0, 92.0, 2), (58.0, 74.0, 2), (48.0, 62.0, 3)];
/// The middle of the first step, and from one to the next.
const STEPS: f32 = 1326.0;
const STEP: f32 = 102.0;
/// The widest that a code is with the silence around it.
const CODE: u16 = 880;
/// Modules of silence around a code, by its standard.
const SILENCE: u16 = 4;

pub(crate) fn drawing(card: &Card) -> Result<Drawing, DrawError> {
    let mut drawing = Drawing::default();
    frame(&mut drawing);
    let below = header(&mut drawing, card);
    code(&mut drawing, card, (below, STEPS - STEP / 2.0))?;
    steps(&mut drawing, card);
    footer(&mut drawing, card);
    Ok(drawing)
}

/// Where to cut.
fn frame(drawing: &mut Drawing) {
    for (inset, color) in [(0.0, LINE), (FRAME, WHITE)] {
        let (from, radius) = (EDGE + inset, CORNER - inset);
        let mut shape = Shape::of(color);
        shape.rounded((from, from), (WIDTH - 2.0 * from, HEIGHT - 2.0 * from), (radius, radius));
        drawing.0.push(shape);
    }
}

/// Whose group it is, and where the card hangs. Answers where it ends.
fn header(drawing: &mut Drawing, card: &Card) -> f32 {
    let mut lines: Vec<(Font, String, Color, f32)> = Vec::new();
    for (size, high, most) in TITLES {
        let title = || Font::new(Weight::Bold, size);
        let broken = title().lines(&card.title, WORDS, most);
        let is_cut = broken.iter().any(|it| it.ends_with(MORE) && !card.title.ends_with(MORE));
        lines = broken.into_iter().map(|it| (title(), it, WHITE, high)).collect();
        if !is_cut {
            break;
        }
    }
    for place in [&card.site, &card.workplace] {
        let font = Font::new(Weight::Regular, 50.0);
        for line in font.lines(place, WORDS, 1) {
            lines.push((Font::new(Weight::Regular, 50.0), line, PALE, 70.0));
        }
    }
    let text: f32 = lines.iter().map(|it| it.3).sum();
    let (top, height) = (EDGE, (text + 92.0).max(220.0));
    let mut band = Shape::of(NAVY);
    band.rounded((EDGE, top), (WIDTH - 2.0 * EDGE, height), (CORNER, 0.0));
    drawing.0.push(band);
    let mut y = top + (height - text) / 2.0;
    for (font, line, color, high) in lines {
        y += high;
        // Letters stand on a line a quarter above the end of theirs.
        centered(drawing, &font, &line, (color, y - high * 0.25));
    }
    top + height
}

fn centered(drawing: &mut Drawing, font: &Font, text: &str, (color, y): (Color, f32)) {
    let x = (WIDTH - font.width(text)) / 2.0;
    write(drawing, font, text, (color, at(x, y)));
}

fn write(drawing: &mut Drawing, font: &Font, text: &str, (color, start): (Color, At)) {
    let mut shape = Shape::of(color);
    font.draw(&mut shape, text, start);
    drawing.0.push(shape);
}

/// The code in the middle of a strip, of whole dots so that its edges are sharp, and the link in letters beneath.
fn code(drawing: &mut Drawing, card: &Card, (above, below): (f32, f32)) -> Result<(), DrawError> {
    let code = QrCode::with_error_correction_level(&card.link, EcLevel::Q);
    let code = code.map_err(DrawError::Code)?;
    let modules = u16::try_from(code.width()).expect("a code has 177 modules at most");
    let module = f32::from((CODE / (modules + 2 * SILENCE)).max(1));
    let size = module * f32::from(modules);
    let letters = Font::new(Weight::Regular, 30.0);
    let link = card.link.strip_prefix("https://").unwrap_or(&card.link);
    let left = ((WIDTH - size) / 2.0).floor();
    let top = ((above + below - size - 56.0) / 2.0).floor();
    let mut dark = Shape::of(INK);
    for (row, y) in code.to_colors().chunks(code.width()).zip(0_u16..) {
        let mut x = 0_u16;
        for run in row.chunk_by(|a, b| a == b) {
            let length = u16::try_from(run.len()).expect("no longer than a row");
            if run[0] == Module::Dark {
                let corner = (left + module * f32::from(x), top + module * f32::from(y));
                dark.rectangle(corner, (module * f32::from(length), module));
            }
            x += length;
        }
    }
    drawing.0.push(dark);
    for line in letters.lines(link, WORDS, 1) {
        centered(drawing, &letters, &line, (GREY, top + size + 66.0));
    }
    Ok(())
}

/// What to do, in three short lines.
fn steps(drawing: &mut Drawing, card: &Card) {
    let (digits, words) = (Font::new(Weight::Bold, 42.0), Font::new(Weight::Regular, 46.0));
    let lines = card.steps();
    let room = WORDS - 110.0;
    let cut: Vec<_> = lines.iter().flat_map(|it| words.lines(it, room, 1)).collect();
    let widest = cut.iter().map(|it| words.width(it)).fold(0.0, f32::max);
    let left = ((WIDTH - widest - 110.0) / 2.0).floor();
    let mut y = STEPS;
    for (line, number) in cut.iter().zip(["1", "2", "3"]) {
        let middle = at(left + 36.0, y);
        let mut disc = Shape::of(NAVY);
        disc.disc(middle, 36.0);
        drawing.0.push(disc);
        let x = middle.x - digits.width(number) / 2.0;
        write(drawing, &digits, number, (WHITE, at(x, y + 15.0)));
        write(drawing, &words, line, (INK, at(left + 110.0, y + 16.0)));
        y += STEP;
    }
}

fn footer(drawing: &mut Drawing, card: &Card) {
    let font = Font::new(Weight::Regular, 28.0);
    let y = HEIGHT - EDGE - 42.0;
    centered(drawing, &font, &card.footer(), (GREY, y));
}
