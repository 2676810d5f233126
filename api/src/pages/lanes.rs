//! Lanes: where on a line does a stretch of a clock's time stand, and how is it drawn?

use domain::At;
use domain::clock::segments::During;

/// The narrowest piece, in hundredths of a percent.
const WIDTH_MIN: i64 = 15;

/// What a drawing shows, from its left to its right end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: At,
    pub(super) to: At,
}

/// One line of a drawing.
pub(super) struct Lane {
    pub(super) pieces: Vec<Piece>,
    /// Where the deadline stands, if it is shown.
    pub(super) deadline: Option<String>,
    /// Where the instant of which it is told stands, if it is shown.
    pub(super) now: Option<String>,
}

/// A stretch of one kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Percent of the whole.
    pub(super) x: String,
    pub(super) width: String,
    pub(super) look: Drawn,
    /// What it was and why, in words.
    pub(super) told: String,
    /// The line of a table that says the same.
    pub(super) line: String,
}

/// How a piece is filled: solid by its class, or by a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Drawn {
    pub(super) class: &'static str,
    pub(super) fill: Option<&'static str>,
}

impl Stretch {
    /// Where an instant stands, in percent from the left; within the ends.
    pub(super) fn percent(self, at: At) -> String {
        percent(self.place(at))
    }

    /// In hundredths of a percent.
    fn place(self, at: At) -> i64 {
        let whole = self.to.since(self.from).max(1);
        at.since(self.from).clamp(0, whole) * 10_000 / whole
    }

    /// Whether an instant is to be seen.
    pub(super) fn shows(self, at: At) -> bool {
        self.from <= at && at <= self.to
    }
}

/// The piece that a span of time makes; `None` where it is not to be seen at all.
pub(super) fn piece(
    stretch: Stretch,
    (from, to): (At, At),
    look: Drawn,
    (told, line): (String, String),
) -> Option<Piece> {
    if to <= stretch.from || from >= stretch.to {
        return None;
    }
    let (x, end) = (stretch.place(from), stretch.place(to));
    // What lasted for a moment only can be seen and met all the same.
    let width = (end - x).max(WIDTH_MIN);
    Some(Piece { x: percent(x), width: percent(width), look, told, line })
}

pub(super) fn drawn(what: During) -> Drawn {
    match what {
        During::Running => Drawn { class: "p-running", fill: None },
        During::OutsideHours => Drawn { class: "p-outside", fill: None },
        During::Paused(_) => Drawn { class: "p-paused", fill: Some("url(#hatch)") },
        During::ResolvedIdle => Drawn { class: "p-idle", fill: None },
        During::AfterBreach => Drawn { class: "p-late", fill: Some("url(#late)") },
    }
}

fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: i64, to: i64, then: Option<(&str, &str)>) {
        let stretch = Stretch { from: At(1_000), to: At(2_000) };
        let nothing = (String::new(), String::new());
        let piece = piece(stretch, (At(from), At(to)), drawn(During::Running), nothing);
        assert_eq!(piece.as_ref().map(|it| (it.x.as_str(), it.width.as_str())), then);
    }

    #[test]
    fn a_piece_stands_where_its_time_is_and_never_beyond_the_ends() {
        check(1_000, 2_000, Some(("0.00%", "100.00%")));
        check(1_250, 1_500, Some(("25.00%", "25.00%")));
        check(0, 1_100, Some(("0.00%", "10.00%")));
        check(1_900, 9_000, Some(("90.00%", "10.00%")));
        check(0, 1_000, None);
        check(2_000, 2_100, None);
    }

    #[test]
    fn what_lasted_for_a_moment_is_still_seen() {
        check(1_500, 1_500, Some(("50.00%", "0.15%")));
    }
}
