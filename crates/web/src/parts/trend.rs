//! A share as it changed from one time to the next, as a line. Whoever cannot see it is read the points.

use std::fmt::Write as _;

use domain::Timestamp;
use maud::{Markup, html};

use crate::i18n::Lang;
use crate::parts::number::{day, percent};
use crate::parts::time;

const WIDTH: f64 = 200.0;
const HEIGHT: f64 = 100.0;

/// A line through shares, the oldest first.
pub(crate) struct Trend<'a> {
    /// The language of the reader.
    pub(crate) lang: Lang,
    pub(crate) title: &'a str,
    pub(crate) points: &'a [(Timestamp, f64)],
    /// What chance would give, as a line across.
    pub(crate) chance: Option<f64>,
}

impl Trend<'_> {
    /// The drawing.
    pub(crate) fn draw(&self) -> Markup {
        let told: Vec<String> = self
            .points
            .iter()
            .map(|(at, share)| {
                format!("{}: {}", day_of(self.lang, *at), percent(self.lang, *share))
            })
            .collect();
        let ends = [self.points.first(), self.points.last()];
        html! {
            figure.trend {
                svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" role="img"
                    aria-label={ (self.title) ". " (told.join("; ")) }
                {
                    path.under d=(format!("{}V{HEIGHT}H0z", line(self.points))) {}
                    @if let Some(chance) = self.chance { path.usual d={ "M0 " (top(chance)) "h" (WIDTH) } {} }
                    path.here d=(line(self.points)) {}
                }
                div.ends aria-hidden="true" {
                    @for (at, share) in ends.into_iter().flatten() { span { (time::date(*at)) " — " strong { (percent(self.lang, *share)) } } }
                }
            }
        }
    }
}

fn day_of(lang: Lang, at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    day(lang, at.to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn top(share: f64) -> String {
    format!("{:.1}", (1.0 - share.clamp(0.0, 1.0)) * (HEIGHT - 6.0) + 3.0)
}

fn line(points: &[(Timestamp, f64)]) -> String {
    let step = WIDTH / (points.len().max(2) - 1) as f64;
    let mut path = String::new();
    for (place, (_, share)) in points.iter().enumerate() {
        let letter = if place == 0 { 'M' } else { 'L' };
        // Writing to a text cannot fail.
        let _ = write!(path, "{letter}{:.1} {}", step * place as f64, top(*share));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_the_oldest_to_the_newest() {
        let at = Timestamp::from_secs(1_784_116_800);
        let points = [(at, 0.0), (at, 1.0)];
        assert_eq!(line(&points), "M0.0 97.0L200.0 3.0");
        let trend = Trend { lang: Lang::En, title: "Likeness", points: &points, chance: None };
        let drawn = trend.draw().into_string();
        assert!(drawn.contains("Likeness. 15 Jul 2026: 0%; 15 Jul 2026: 100%"), "{drawn}");
    }
}
