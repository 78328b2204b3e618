//! Drawings for the report, as SVG made here.

use maud::{Markup, html};

use twin::measure::{Sides, Trade};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 220.0;
/// Room for the axes.
const LEFT: f64 = 40.0;
const BOTTOM: f64 = 30.0;
const TOP: f64 = 10.0;
const RIGHT: f64 = 22.0;

/// A point of the drawing for shares of its width and height.
fn point(x: f64, y: f64) -> (f64, f64) {
    let x = LEFT + x.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT);
    (x, HEIGHT - BOTTOM - y.clamp(0.0, 1.0) * (HEIGHT - TOP - BOTTOM))
}

/// A drawing with axes: marks below at shares of the width, percent on the left.
fn drawing(name: &str, marks: &[(f64, String)], inside: &Markup) -> Markup {
    let (width, height) = (WIDTH, HEIGHT);
    html! {
        svg viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(name) {
            @for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                @let ((x1, y), (x2, _)) = (point(0.0, share), point(1.0, share));
                line.grid x1=(x1) x2=(x2) y1=(y) y2=(y) {}
                text x=(x1 - 6.0) y=(y + 4.0) text-anchor="end" { (format!("{:.0} %", share * 100.0)) }
            }
            @for (x, label) in marks {
                @let (x, y) = point(*x, 0.0);
                text x=(x) y=(y + 18.0) text-anchor="middle" { (label) }
            }
            (inside)
        }
    }
}

fn line(class: &str, points: impl Iterator<Item = (f64, f64)>) -> Markup {
    let points: Vec<String> = points
        .map(|(x, y)| {
            let (x, y) = point(x, y);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    html! { polyline class=(class) points=(points.join(" ")) {} }
}

/// Which share of both sides is no larger than a value, on a logarithmic scale. `marks` are the
/// values that are named below.
pub(super) fn cumulative(name: &str, sides: &Sides<Vec<f64>>, marks: &[(f64, String)]) -> Markup {
    let place = |value: f64| value.max(0.0).ln_1p();
    let last = marks.last().map_or(1.0, |(value, _)| place(*value));
    let curve = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        let count = values.len().max(1) as f64;
        // A step at every value.
        let steps = values.into_iter().enumerate().flat_map(move |(at, value)| {
            let x = place(value) / last;
            [(x, at as f64 / count), (x, (at + 1) as f64 / count)]
        });
        std::iter::once((0.0, 0.0)).chain(steps.collect::<Vec<_>>())
    };
    let marks: Vec<(f64, String)> =
        marks.iter().map(|(value, label)| (place(*value) / last, label.clone())).collect();
    let inside = html! {
        (line("real", curve(&sides.real)))
        (line("twin", curve(&sides.twin)))
    };
    drawing(name, &marks, &inside)
}

/// How often a reply has one message, two, and so on; the last bar holds all longer ones.
pub(super) fn bursts(name: &str, sides: &Sides<Vec<f64>>) -> Markup {
    const BARS: usize = 6;
    let shares = |values: &[f64]| {
        let mut counts = [0.0; BARS];
        for value in values {
            counts[(*value as usize).clamp(1, BARS) - 1] += 1.0 / values.len() as f64;
        }
        counts
    };
    let marks: Vec<(f64, String)> = (1..=BARS)
        .map(|bar| {
            let more = if bar == BARS { "+" } else { "" };
            ((bar as f64 - 0.5) / BARS as f64, format!("{bar}{more}"))
        })
        .collect();
    let bar = |class: &str, at: usize, shift: f64, share: f64| {
        let slot = 1.0 / BARS as f64;
        let (x1, y) = point((at as f64 + shift) * slot, share);
        let (x2, bottom) = point((at as f64 + shift + 0.35) * slot, 0.0);
        html! { rect class=(class) x=(x1) y=(y) width=(x2 - x1) height=(bottom - y) {} }
    };
    let (real, twin) = (shares(&sides.real), shares(&sides.twin));
    let inside = html! {
        @for at in 0..BARS {
            (bar("real", at, 0.13, real[at]))
            (bar("twin", at, 0.52, twin[at]))
        }
    };
    drawing(name, &marks, &inside)
}

/// How often the content is right against how much is answered; the dashed line is chance.
pub(super) fn trade(name: &str, curve: &[Trade], chance: f64) -> Markup {
    let marks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|x| (x, format!("{:.0} %", x * 100.0)));
    let inside = html! {
        (line("chance", [(0.0, chance), (1.0, chance)].into_iter()))
        (line("twin", curve.iter().map(|trade| (trade.coverage, trade.precision))))
        @if let [only] = curve {
            @let (x, y) = point(only.coverage, only.precision);
            circle.twin cx=(x) cy=(y) r="4" {}
        }
    };
    drawing(name, &marks, &inside)
}

/// Two bars side by side, as long as their values, the longer one full.
pub(super) fn pair(real: f64, twin: f64) -> Markup {
    let longest = real.max(twin).max(1e-9);
    html! {
        svg.pair viewBox="0 0 200 18" aria-hidden="true" {
            rect.real x="0" y="1" height="7" width=(format!("{:.1}", 200.0 * real / longest)) {}
            rect.twin x="0" y="10" height="7" width=(format!("{:.1}", 200.0 * twin / longest)) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_draw_draws_the_axes() {
        let none = Sides { real: Vec::new(), twin: Vec::new() };
        for drawn in
            [cumulative("n", &none, &[]), bursts("n", &none), trade("n", &[], 0.1), pair(0.0, 0.0)]
        {
            let drawn = drawn.into_string();
            assert!(drawn.starts_with("<svg") && !drawn.contains("NaN"), "{drawn}");
        }
    }

    #[test]
    fn names_are_escaped() {
        assert!(trade("<b>", &[], 0.1).into_string().contains("&lt;b&gt;"));
    }
}
