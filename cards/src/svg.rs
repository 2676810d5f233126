//! SVG: how is a drawing written down for a browser or a printer's shop?

use crate::SIZE;
use crate::drawing::{At, Drawing, Shape, Stroke};
use std::fmt::Write;

/// Millimetres of A6.
const PAPER: (u32, u32) = (105, 148);

/// * `words`: what stands on it, for those who do not see it.
pub(crate) fn write(drawing: &Drawing, words: &[String]) -> String {
    let ((width, height), (wide, high)) = (SIZE, PAPER);
    let title = words.iter().map(|it| escaped(it)).collect::<Vec<_>>().join(". ");
    let shapes: String = drawing.0.iter().map(shape).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}mm\" height=\"{high}mm\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{title}</title>{shapes}</svg>\n"
    )
}

fn shape(it: &Shape) -> String {
    let [red, green, blue] = it.color;
    let mut path = String::new();
    for stroke in &it.outline {
        match stroke {
            Stroke::From(a) => path.push_str(&points('M', &[*a])),
            Stroke::Line(a) => path.push_str(&points('L', &[*a])),
            Stroke::Quad(a, b) => path.push_str(&points('Q', &[*a, *b])),
            Stroke::Cubic(a, b, c) => path.push_str(&points('C', &[*a, *b, *c])),
        }
    }
    format!("<path fill=\"#{red:02x}{green:02x}{blue:02x}\" d=\"{path}\"/>")
}

fn points(command: char, all: &[At]) -> String {
    let mut written = String::from(command);
    for (nth, it) in all.iter().enumerate() {
        let space = if nth == 0 { "" } else { " " };
        // A tenth of a dot is less than anybody sees.
        let number = |it: f32| {
            let text = format!("{it:.1}");
            text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
        };
        let done = write!(written, "{space}{} {}", number(it.x), number(it.y));
        done.expect("a text takes all");
    }
    written
}

fn escaped(text: &str) -> String {
    let allowed = |it: &char| !it.is_control() || it.is_whitespace();
    let text: String = text.chars().filter(allowed).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_never_becomes_markup() {
        let written = write(&Drawing::default(), &["A <b> & \u{1}co".to_owned()]);
        assert!(written.contains("<title>A &lt;b&gt; &amp; co</title>"), "{written}");
    }
}
