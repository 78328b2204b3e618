//! Charts, drawn on the server. Whoever cannot see them is read what is told of each bar.

use std::fmt::Write as _;

use maud::{Markup, html};

/// The height of a drawing.
const HEIGHT: u64 = 160;
/// The width of a bar with the space after it.
const STEP: u64 = 20;
/// Words below at most, that none covers the next.
const WORDS: usize = 8;

/// Bars that stand side by side, each of several parts, the first lowest.
pub(crate) struct Bars<'a> {
    /// What it shows, for who has it read to them.
    pub(crate) title: &'a str,
    /// The class of each part, which colours it.
    pub(crate) classes: &'a [&'static str],
    /// The bars.
    pub(crate) bars: Vec<Bar>,
}

/// One bar.
pub(crate) struct Bar {
    /// What stands below it, if there is room.
    pub(crate) name: String,
    /// What is told of it when one points at it.
    pub(crate) told: String,
    /// Its parts.
    pub(crate) parts: Vec<u64>,
}

impl Bars<'_> {
    /// The drawing.
    pub(crate) fn draw(&self) -> Markup {
        let highest = self.bars.iter().map(|bar| bar.parts.iter().sum::<u64>()).max();
        let scale = Scale { highest: highest.unwrap_or(0).max(1) };
        let width = STEP * self.bars.len() as u64;
        let drawn: Vec<_> = self.bars.iter().map(|bar| scale.parts(&bar.parts)).collect();
        let each = self.bars.len().div_ceil(WORDS).max(1);
        let told = self.bars.iter().filter(|bar| bar.parts.iter().any(|part| *part > 0));
        let told: Vec<&str> = told.map(|bar| bar.told.as_str()).collect();
        html! {
            svg.chart viewBox={ "0 0 " (width) " " (HEIGHT) } role="img" aria-label={ (self.title) ". " (told.join("; ")) }
                preserveAspectRatio="none"
            {
                @for (part, class) in self.classes.iter().enumerate() {
                    path.(class) d=(outline(&drawn, part)) {}
                }
                @for (number, bar) in self.bars.iter().enumerate() {
                    // The whole height can be pointed at.
                    rect.ground x=(STEP * number as u64) width=(STEP) height=(HEIGHT) { title { (bar.told) } }
                }
            }
            // Outside the drawing, which is as wide as there is room: words are not stretched.
            div.chart-names aria-hidden="true" {
                @for (number, bar) in self.bars.iter().enumerate() {
                    span { @if number % each == 0 { (bar.name) } }
                }
            }
        }
    }
}

/// The same part of all bars, as one outline.
fn outline(drawn: &[Vec<(u64, u64)>], part: usize) -> String {
    let mut path = String::new();
    for (number, parts) in drawn.iter().enumerate() {
        let Some((top, height)) = parts.get(part).filter(|(_, height)| *height > 0) else {
            continue;
        };
        let (left, width) = (STEP * number as u64 + 3, STEP - 6);
        // Writing to a string never fails.
        let _ = write!(path, "M{left} {top}h{width}v{height}h-{width}z");
    }
    path
}

struct Scale {
    highest: u64,
}

impl Scale {
    /// The top and the height of each part: what is there at all can be seen.
    fn parts(&self, parts: &[u64]) -> Vec<(u64, u64)> {
        let mut top = HEIGHT;
        let mut drawn = Vec::with_capacity(parts.len());
        for part in parts {
            let room = HEIGHT - 4;
            let height = (part * room).div_ceil(self.highest).min(top);
            top -= height;
            drawn.push((top, height));
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_not_drawn() {
        let drawn = [vec![(160, 0), (82, 78)], vec![(158, 2)]];
        assert_eq!(outline(&drawn, 0), "M23 158h14v2h-14z");
        assert_eq!(outline(&drawn, 1), "M3 82h14v78h-14z");
    }

    #[test]
    fn parts_stand_on_each_other_and_the_highest_fits() {
        let scale = Scale { highest: 100 };
        assert_eq!(scale.parts(&[50, 50]), [(82, 78), (4, 78)]);
        assert_eq!(scale.parts(&[0, 1]), [(160, 0), (158, 2)], "one of a hundred is seen");
        let huge = Scale { highest: u64::from(u32::MAX) };
        assert_eq!(huge.parts(&[u64::from(u32::MAX)]), [(4, 156)]);
    }
}
