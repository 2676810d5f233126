//! Drawing: filled outlines, one above the other.

/// A place, in dots from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct At {
    pub(crate) x: f32,
    pub(crate) y: f32,
}

pub(crate) fn at(x: f32, y: f32) -> At {
    At { x, y }
}

/// A part of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stroke {
    /// Where a closed line begins, and ends.
    From(At),
    Line(At),
    Quad(At, At),
    Cubic(At, At, At),
}

/// Red, green, blue.
pub(crate) type Color = [u8; 3];

/// What is filled with one color.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shape {
    pub(crate) color: Color,
    pub(crate) outline: Vec<Stroke>,
}

/// What stands higher in the list lies further below.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Drawing(pub(crate) Vec<Shape>);

/// How far the ends of a quarter of a circle draw it out, by its radius.
const ROUND: f32 = 0.552_285;

impl Shape {
    pub(crate) fn of(color: Color) -> Self {
        Self { color, outline: Vec::new() }
    }

    /// Adds a rectangle.
    pub(crate) fn rectangle(&mut self, (x, y): (f32, f32), (width, height): (f32, f32)) {
        self.outline.extend([
            Stroke::From(at(x, y)),
            Stroke::Line(at(x + width, y)),
            Stroke::Line(at(x + width, y + height)),
            Stroke::Line(at(x, y + height)),
            Stroke::Line(at(x, y)),
        ]);
    }

    /// Adds a rectangle with round corners: one radius for those above, one for those below.
    pub(crate) fn rounded(
        &mut self,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
        (above, below): (f32, f32),
    ) {
        let (right, bottom) = (x + width, y + height);
        let (a, b) = (above * (1.0 - ROUND), below * (1.0 - ROUND));
        self.outline.extend([
            Stroke::From(at(x + above, y)),
            Stroke::Line(at(right - above, y)),
            Stroke::Cubic(at(right - a, y), at(right, y + a), at(right, y + above)),
            Stroke::Line(at(right, bottom - below)),
            Stroke::Cubic(at(right, bottom - b), at(right - b, bottom), at(right - below, bottom)),
            Stroke::Line(at(x + below, bottom)),
            Stroke::Cubic(at(x + b, bottom), at(x, bottom - b), at(x, bottom - below)),
            Stroke::Line(at(x, y + above)),
            Stroke::Cubic(at(x, y + a), at(x + a, y), at(x + above, y)),
        ]);
    }

    /// Adds a disc.
    pub(crate) fn disc(&mut self, center: At, radius: f32) {
        let corner = (center.x - radius, center.y - radius);
        self.rounded(corner, (radius * 2.0, radius * 2.0), (radius, radius));
    }
}
