//! Font: how wide are words, and what are their outlines?

use crate::drawing::{At, Shape, Stroke, at};
use ab_glyph::{Font as _, FontRef, GlyphId, OutlineCurve};

const REGULAR: &[u8] = include_bytes!("../font/DejaVuSans.subset.ttf");
const BOLD: &[u8] = include_bytes!("../font/DejaVuSans-Bold.subset.ttf");
/// What stands for the words that did not fit.
pub(crate) const MORE: char = '…';

/// Which of the two weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// One weight in one size.
pub(crate) struct Font {
    font: FontRef<'static>,
    /// Dots for a unit of the font's.
    scale: f32,
}

impl Font {
    /// * `size`: of an em, in dots.
    pub(crate) fn new(weight: Weight, size: f32) -> Self {
        let bytes = match weight {
            Weight::Regular => REGULAR,
            Weight::Bold => BOLD,
        };
        let font = FontRef::try_from_slice(bytes).expect("the fonts that come along are sound");
        let em = font.units_per_em().expect("the fonts that come along have a size");
        Self { font, scale: size / em }
    }

    pub(crate) fn width(&self, text: &str) -> f32 {
        self.glyphs(text).last().map_or(0.0, |(id, x)| x + self.advance(id))
    }

    /// The words in at most so many lines of a width; what does not fit is cut off and marked so.
    pub(crate) fn lines(&self, text: &str, width: f32, lines_max: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|it| format!("{it} {word}"));
            match (longer, lines.last_mut()) {
                (Some(longer), Some(last)) if self.width(&longer) <= width => *last = longer,
                _ => lines.push(word.to_owned()),
            }
        }
        let rest = lines.split_off(lines.len().min(lines_max));
        if let (Some(last), Some(first)) = (lines.last_mut(), rest.first()) {
            // Cut below, since with the next word it is too long.
            *last = format!("{last} {first}");
        }
        lines.into_iter().map(|it| self.cut(&it, width)).collect()
    }

    fn cut(&self, line: &str, width: f32) -> String {
        if self.width(line) <= width {
            return line.to_owned();
        }
        let mut kept: Vec<char> = line.chars().collect();
        loop {
            kept.pop();
            let cut: String = kept.iter().collect();
            let cut = format!("{}{MORE}", cut.trim_end());
            if kept.is_empty() || self.width(&cut) <= width {
                return cut;
            }
        }
    }

    /// Adds the outlines of a line of text.
    ///
    /// * `start`: the left end of the line on which the letters stand.
    pub(crate) fn draw(&self, shape: &mut Shape, text: &str, start: At) {
        for (id, x) in self.glyphs(text) {
            let Some(outline) = self.font.outline(id) else { continue };
            let place = |it: ab_glyph::Point| {
                at(start.x + x + it.x * self.scale, start.y - it.y * self.scale)
            };
            let mut end = None;
            for curve in outline.curves {
                let (first, stroke, last) = match curve {
                    OutlineCurve::Line(a, b) => (a, Stroke::Line(place(b)), b),
                    OutlineCurve::Quad(a, b, c) => (a, Stroke::Quad(place(b), place(c)), c),
                    OutlineCurve::Cubic(a, b, c, d) => {
                        (a, Stroke::Cubic(place(b), place(c), place(d)), d)
                    }
                };
                if end != Some(first) {
                    shape.outline.push(Stroke::From(place(first)));
                }
                shape.outline.push(stroke);
                end = Some(last);
            }
        }
    }

    /// Each letter with where it begins.
    fn glyphs(&self, text: &str) -> impl Iterator<Item = (GlyphId, f32)> {
        let mut x = 0.0;
        let mut before: Option<GlyphId> = None;
        text.chars().map(move |letter| {
            let id = self.font.glyph_id(letter);
            if let Some(before) = before {
                x += self.advance(before) + self.font.kern_unscaled(before, id) * self.scale;
            }
            before = Some(id);
            (id, x)
        })
    }

    fn advance(&self, id: GlyphId) -> f32 {
        self.font.h_advance_unscaled(id) * self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_into_lines_and_what_is_too_much_is_cut_and_marked() {
        let font = Font::new(Weight::Bold, 50.0);
        let width = font.width("Общество с ограниченной");
        let title = "Общество с ограниченной ответственностью Ромашка и сыновья";
        let lines = font.lines(title, width, 2);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0], "Общество с ограниченной");
        assert!(lines[1].starts_with("ответст") && lines[1].ends_with(MORE), "{lines:?}");
        assert!(lines.iter().all(|it| font.width(it) <= width));
        assert_eq!(font.lines("Ромашка", width, 2), ["Ромашка"]);
        let long = "Н".repeat(60);
        let cut = font.lines(&long, width, 2);
        assert!(cut.len() == 1 && cut[0].ends_with(MORE) && font.width(&cut[0]) <= width);
    }

    #[test]
    fn both_weights_have_the_letters_of_both_languages() {
        let letters = "AZaz09АЯЁая ёҐґ№«»—…·éÄß";
        for weight in [Weight::Regular, Weight::Bold] {
            let font = Font::new(weight, 10.0);
            for letter in letters.chars() {
                assert_ne!(font.font.glyph_id(letter), GlyphId(0), "{letter} {weight:?}");
            }
        }
    }
}
