//! What came to the twin's mind: the owner's own earlier answers.

use domain::PeerId;
use engine::Recalled;
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::time;

/// How many are shown before "more".
const SHOWN: usize = 3;

/// The exemplars, best first, as they came to mind in `chat`; nothing if there are none.
pub(crate) fn list(lang: Lang, recalled: &[Recalled], chat: Option<PeerId>) -> Markup {
    let (shown, more) = recalled.split_at(recalled.len().min(SHOWN));
    html! {
        @if !shown.is_empty() {
            ol.recalled { @for one in shown { (exemplar(lang, one, chat)) } }
        }
        @if !more.is_empty() {
            details.more {
                summary { (t!(lang, "recalled-more", count = more.len())) }
                ol.recalled { @for one in more { (exemplar(lang, one, chat)) } }
            }
        }
    }
}

fn exemplar(lang: Lang, recalled: &Recalled, chat: Option<PeerId>) -> Markup {
    let percent = percent(recalled.similarity);
    html! {
        li.chosen[recalled.chosen] {
            p.asked { (recalled.question) }
            p.answered {
                span.visually-hidden { (t!(lang, "recalled-answered")) " " }
                (recalled.answer.join("\n"))
            }
            p.facts {
                meter min="0" max="100" value=(percent) aria-label=(t!(lang, "recalled-similarity")) {}
                span { (t!(lang, "recalled-alike", percent = percent)) }
                (time::date(recalled.asked_at))
                @if chat.is_some_and(|chat| chat != recalled.chat) {
                    span { (t!(lang, "recalled-other-chat")) }
                }
                @if recalled.chosen { strong.pick { (t!(lang, "recalled-chosen")) } }
            }
        }
    }
}

/// A share as a whole number of hundredths; what is outside 0 to 1 is moved to its edge.
pub(crate) fn percent(share: f32) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100 before; a NaN becomes 0"
    )]
    let percent = (share.clamp(0.0, 1.0) * 100.0).round() as u8;
    percent
}
