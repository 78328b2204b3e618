//! Shares as columns, with names below them and, if there is something to compare with, a mark where the usual lies.
//! Whoever cannot see them is read the shares.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::number::percent;

/// The height of a drawing, and the width of a column with the space after it, in units of its own: a drawing is
/// as wide as its place.
const HEIGHT: f64 = 100.0;
const STEP: usize = 12;
const WIDTH: usize = 8;
/// What is there at all is seen.
const LEAST: f64 = 1.5;

/// Columns that stand side by side.
pub(crate) struct Columns<'a> {
    /// The language of the reader.
    pub(crate) lang: Lang,
    /// What they show.
    pub(crate) title: &'a str,
    /// The name and the count of each.
    pub(crate) counts: &'a [(String, u64)],
    /// What is usual for each, if that is another thing.
    pub(crate) usual: Option<&'a [u64]>,
    /// Every how many columns have their names below.
    pub(crate) named: usize,
}

impl Columns<'_> {
    /// The drawing.
    pub(crate) fn draw(&self) -> Markup {
        let shares = shares(self.counts.iter().map(|(_, count)| *count));
        let usual = self.usual.map(shares_of);
        let all = shares.iter().chain(usual.iter().flatten());
        let highest = all.copied().fold(f64::MIN_POSITIVE, f64::max);
        let usual_of = |place: usize| usual.as_ref().and_then(|usual| usual.get(place).copied());
        let told_of = |place: usize, name: &str, share: f64| {
            let usual = usual_of(place).map(|usual| usually(self.lang, usual));
            format!("{name}: {}{}", percent(self.lang, share), usual.unwrap_or_default())
        };
        let told: Vec<String> = self
            .counts
            .iter()
            .zip(&shares)
            .enumerate()
            .filter(|(place, (_, share))| **share > 0.0 || usual_of(*place) > Some(0.0))
            .map(|(place, ((name, _), share))| told_of(place, name, *share))
            .collect();
        let label = format!("{}. {}", self.title, told.join("; "));
        html! {
            figure.stands {
                svg viewBox={ "0 0 " (STEP * self.counts.len()) " " (HEIGHT) } preserveAspectRatio="none"
                    role="img" aria-label=(label)
                {
                    @for (place, ((name, _), share)) in self.counts.iter().zip(&shares).enumerate() {
                        rect.ground x=(STEP * place) width=(STEP) height=(HEIGHT) {
                            title { (told_of(place, name, *share)) }
                        }
                    }
                    path.here d=(outline(&shares, highest)) {}
                    @if let Some(usual) = &usual { path.usual d=(marks(usual, highest)) {} }
                }
                ol aria-hidden="true" {
                    @for (place, (name, _)) in self.counts.iter().enumerate() {
                        li { @if place % self.named == 0 { (name) } }
                    }
                }
            }
        }
    }
}

fn shares_of(counts: &[u64]) -> Vec<f64> {
    shares(counts.iter().copied())
}

/// Each count's share in all; nothing of nothing.
fn shares(counts: impl Iterator<Item = u64> + Clone) -> Vec<f64> {
    let all = counts.clone().sum::<u64>().max(1) as f64;
    counts.map(|count| count as f64 / all).collect()
}

/// What is usual, after what is.
pub(crate) fn usually(lang: Lang, share: f64) -> String {
    format!(", {}", t!(lang, "portrait-instead-of", usual = percent(lang, share)))
}

fn outline(shares: &[f64], highest: f64) -> String {
    let mut path = String::new();
    for (place, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let height = (share / highest * HEIGHT).max(LEAST);
        let left = STEP * place + (STEP - WIDTH) / 2;
        let top = HEIGHT - height;
        // Writing to a text cannot fail.
        let _ = write!(path, "M{left} {top:.1}h{WIDTH}v{height:.1}h-{WIDTH}z");
    }
    path
}

/// A line across each column at the height of what is usual.
fn marks(shares: &[f64], highest: f64) -> String {
    let mut path = String::new();
    for (place, share) in shares.iter().enumerate() {
        let top = HEIGHT - share / highest * HEIGHT;
        let _ = write!(path, "M{} {top:.1}h{}", STEP * place + 1, STEP - 2);
    }
    path
}

/// One share as a bar that lies, with what is usual as a mark on it.
pub(crate) fn bar(share: f64, usual: Option<f64>) -> Markup {
    let wide = |share: f64| format!("{:.1}", share.clamp(0.0, 1.0) * 100.0);
    html! {
        svg.share viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.ground width="100" height="8" {}
            rect.here width=(wide(share)) height="8" {}
            @if let Some(usual) = usual { path.usual d={ "M" (wide(usual)) " 0v8" } {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_column_is_as_high_as_the_drawing_and_none_that_is_there_is_lost() {
        assert_eq!(outline(&[0.5, 0.0, 0.001], 0.5), "M2 0.0h8v100.0h-8zM26 98.5h8v1.5h-8z");
        assert_eq!(shares_of(&[0, 0]), [0.0, 0.0]);
    }

    #[test]
    fn who_cannot_see_a_chart_is_read_what_it_shows() {
        let counts = [("1–3".to_owned(), 3), ("4–7".to_owned(), 1), ("8+".to_owned(), 0)];
        let columns =
            Columns { lang: Lang::En, title: "Lengths", counts: &counts, usual: None, named: 1 };
        let drawn = columns.draw().into_string();
        assert!(drawn.contains(r#"aria-label="Lengths. 1–3: 75%; 4–7: 25%""#), "{drawn}");
        let drawn = Columns { usual: Some(&[1, 0, 1]), ..columns }.draw().into_string();
        let told = "1–3: 75%, usually 50%; 4–7: 25%, usually 0%; 8+: 0%, usually 50%";
        assert!(drawn.contains(&format!(r#"aria-label="Lengths. {told}""#)), "{drawn}");
    }
}
