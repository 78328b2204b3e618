//! A day of the week as a bar, with the hours in which the twin may write.

use domain::policy::Span;
use maud::{Markup, html};

const DAY: u16 = 1_440;

/// The bar of a day: its own spans, and what those of the day before leave to it. Decoration: the
/// hours stand beside it in words.
pub(crate) fn bar(own: &[Span], before: &[Span]) -> Markup {
    let is_overnight = |span: &Span| span.to <= span.from;
    let own = own.iter().map(|span| (span.from, if is_overnight(span) { DAY } else { span.to }));
    let left = before.iter().filter(|span| is_overnight(span)).map(|span| (0, span.to));
    html! {
        svg.day-bar viewBox="0 0 1440 12" preserveAspectRatio="none" aria-hidden="true" {
            @for (from, to) in own.chain(left).filter(|(from, to)| to > from) {
                rect x=(from) y="0" width=(to - from) height="12" {}
            }
            @for hour in [360, 720, 1080] {
                line x1=(hour) x2=(hour) y1="0" y2="12" {}
            }
        }
    }
}
