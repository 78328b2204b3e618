//! What a twin is doing in a chat, in a word or two.

use domain::Timestamp;
use engine::Doing;
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::time;

/// The word, on a ground that says whether it needs the owner (`need`), goes on (`busy`), is held (`quiet`) or went
/// wrong (`bad`).
pub(crate) fn doing(lang: Lang, now: Timestamp, doing: Doing) -> Markup {
    let until = |words: String, until: Timestamp| html! { (words) " " (time::when(until)) };
    let (kind, words) = match doing {
        Doing::Drafted => ("need", html! { (t!(lang, "doing-drafted")) }),
        Doing::Asks => ("need", html! { (t!(lang, "doing-asks")) }),
        Doing::Waiting(_) => ("busy", html! { (t!(lang, "doing-waiting")) }),
        Doing::Composing => ("busy", html! { (t!(lang, "doing-composing")) }),
        Doing::Typing => ("busy", html! { (t!(lang, "doing-typing")) }),
        Doing::GoesOut(at) if at > now => {
            let words = html! { (t!(lang, "doing-goes-out")) " " (time::countdown(lang, now, at)) };
            ("busy", words)
        }
        Doing::GoesOut(_) => ("busy", html! { (t!(lang, "doing-goes-out-now")) }),
        Doing::StandsDown(at) => ("quiet", until(t!(lang, "doing-stands-down"), at)),
        Doing::Held(Some(at)) => ("quiet", until(t!(lang, "doing-held-until"), at)),
        Doing::Held(None) => ("quiet", html! { (t!(lang, "doing-held")) }),
        Doing::Paused(Some(at)) => ("quiet", until(t!(lang, "doing-paused-until"), at)),
        Doing::Paused(None) => ("quiet", html! { (t!(lang, "doing-paused")) }),
        Doing::Failed => ("bad", html! { (t!(lang, "doing-failed")) }),
        Doing::UnknownIfArrived => ("bad", html! { (t!(lang, "doing-unknown")) }),
    };
    html! { span.doing.(kind) { (words) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_that_what_may_have_arrived_has_not() {
        let words = |lang, what| doing(lang, Timestamp::from_secs(1), what).into_string();
        let english = words(Lang::En, Doing::UnknownIfArrived);
        assert!(english.contains("not known if it arrived"), "{english}");
        for lang in [Lang::En, Lang::Ru] {
            assert_ne!(words(lang, Doing::UnknownIfArrived), words(lang, Doing::Failed));
        }
    }
}
