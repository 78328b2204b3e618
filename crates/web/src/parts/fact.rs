//! Facts that a twin remembers, each with where it comes from and what the owner can do about it.

use domain::{AccountId, FactOrigin, FactScope, FactState, PeerId};
use engine::{FactView, MemoryView};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::recalled::percent;
use crate::parts::{bubble, time};

/// The longest fact that the owner may write, in characters.
pub(crate) const LONGEST: usize = 200;

/// Which page shows a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// That of a chat.
    Chat(PeerId),
    /// That about the owner.
    About,
}

/// The code of the page about the owner in a form.
const ABOUT: &str = "about";

impl Place {
    /// The place of a code in a form.
    pub(crate) fn from_code(text: &str) -> Option<Self> {
        if text == ABOUT {
            return Some(Self::About);
        }
        text.parse().ok().map(|peer| Self::Chat(PeerId(peer)))
    }

    fn code(self) -> String {
        match self {
            Self::Chat(peer) => peer.to_string(),
            Self::About => ABOUT.to_owned(),
        }
    }

    /// The address of the page.
    pub(crate) fn address(self, account: AccountId) -> String {
        match self {
            Self::Chat(peer) => format!("/accounts/{account}/chats/{peer}/memory"),
            Self::About => format!("/accounts/{account}/about"),
        }
    }
}

/// A memory, by what becomes of its facts.
pub(crate) fn memory(lang: Lang, account: AccountId, place: Place, of: &MemoryView) -> Markup {
    let is_over = |view: &FactView| view.is_over || view.fact.state == FactState::Replaced;
    let is_offered = |view: &FactView| view.fact.state == FactState::Offered && !is_over(view);
    let part = |wanted: &dyn Fn(&FactView) -> bool| {
        let wanted = of.facts.iter().filter(|view| wanted(view));
        html! { ul.facts-list { @for view in wanted { (fact(lang, account, place, view)) } } }
    };
    let kept = |view: &FactView| !is_over(view) && !is_offered(view);
    html! {
        @if let Some(summary) = &of.summary {
            section { h2 { (t!(lang, "memory-summary")) } p.in-short { (summary) } }
        }
        @if of.facts.iter().any(is_offered) {
            section.offered { h2 { (t!(lang, "memory-offered")) } (part(&is_offered)) }
        }
        @if of.facts.iter().any(kept) {
            section { h2 { (t!(lang, "memory-kept")) } (part(&kept)) }
        }
        @if of.facts.iter().any(is_over) {
            details.more {
                summary { (t!(lang, "memory-earlier")) }
                (part(&is_over))
            }
        }
        @if of.facts.is_empty() { p.nothing { (t!(lang, "memory-none")) } }
        @if of.in_use.kept > 0 {
            p.note {
                (t!(
                    lang,
                    "memory-use",
                    kept = of.in_use.kept,
                    used = of.in_use.used,
                    junk = percent(junk(of.in_use.kept, of.in_use.used))
                ))
            }
        }
    }
}

/// The share of facts that were never of use.
fn junk(kept: u64, used: u64) -> f32 {
    if kept == 0 { 0.0 } else { kept.saturating_sub(used) as f32 / kept as f32 }
}

fn fact(lang: Lang, account: AccountId, place: Place, view: &FactView) -> Markup {
    let fact = &view.fact;
    html! {
        li.fact id={ "f-" (fact.id) } {
            p.text { (fact.text) }
            p.facts { (marks(lang, place, view)) }
            @match (&view.source, fact.source) {
                (Some(message), _) => blockquote {
                    span.asked { (bubble::summary(lang, &message.content)) } " "
                    (time::lately(message.sent_at))
                },
                (None, Some(_)) => p.note { (t!(lang, "fact-gone")) },
                (None, None) => {}
            }
            div.actions { (actions(lang, account, place, view)) }
        }
    }
}

/// What is to be said of a fact in a few words.
fn marks(lang: Lang, place: Place, view: &FactView) -> Markup {
    let fact = &view.fact;
    html! {
        (time::date(fact.said_at))
        @match fact.origin {
            FactOrigin::Model => span {
                (t!(lang, "fact-borne-out", percent = percent(fact.confidence)))
            },
            FactOrigin::Owner => span { (t!(lang, "fact-by-owner")) },
            FactOrigin::OwnersAnswer => span { (t!(lang, "fact-by-answer")) },
        }
        @if let (Place::About, Some(from)) = (place, &view.from) {
            span { (t!(lang, "fact-from", chat = from.as_str())) }
        }
        @if fact.scope == FactScope::General { span.mark-of { (t!(lang, "fact-general")) } }
        @if !fact.may_be_said { span.mark-of { (t!(lang, "fact-secret")) } }
        @if fact.state == FactState::Replaced {
            span { (t!(lang, "fact-replaced")) }
        } @else if view.is_over {
            span { (t!(lang, "fact-over")) }
        } @else if let Some(until) = fact.until {
            span { (t!(lang, "fact-until")) " " (time::date(until)) }
        }
        @if fact.used > 0 { span { (t!(lang, "fact-used", count = fact.used)) } }
    }
}

fn actions(lang: Lang, account: AccountId, place: Place, view: &FactView) -> Markup {
    let fact = &view.fact;
    let action = format!("/accounts/{account}/facts/{}", fact.id);
    let button = |code: &str, text: String, kind: &str| {
        html! {
            form method="post" action=(action) hx-post=(action) hx-swap="none" {
                input type="hidden" name="place" value=(place.code());
                input type="hidden" name="action" value=(code);
                button.(kind) type="submit" { (text) }
            }
        }
    };
    let counts = fact.state == FactState::Kept && !view.is_over;
    html! {
        @if fact.state == FactState::Offered {
            (button(CONFIRM, t!(lang, "fact-confirm"), "good"))
            @if fact.scope == FactScope::AboutOwner {
                (button(CONFIRM_SECRET, t!(lang, "fact-confirm-secret"), "plain"))
            }
        }
        @if counts && matches!(fact.scope, FactScope::Chat(_)) {
            (button(GENERAL, t!(lang, "fact-make-general"), "plain"))
        }
        @if counts && fact.scope == FactScope::General && fact.source.is_some() {
            (button(LOCAL, t!(lang, "fact-keep-local"), "plain"))
        }
        (button(ERASE, t!(lang, "fact-erase"), "plain"))
        details.more {
            summary { (t!(lang, "fact-edit")) }
            form.edit method="post" action=(action) {
                input type="hidden" name="place" value=(place.code());
                input type="text" name="text" value=(fact.text) required maxlength=(LONGEST)
                    aria-label=(t!(lang, "fact-text")) autocomplete="off";
                button type="submit" name="action" value=(CORRECT) { (t!(lang, "save")) }
            }
        }
    }
}

/// The codes of what the owner can do.
pub(crate) const CONFIRM: &str = "confirm";
pub(crate) const CONFIRM_SECRET: &str = "confirm-secret";
pub(crate) const GENERAL: &str = "general";
pub(crate) const LOCAL: &str = "local";
pub(crate) const ERASE: &str = "erase";
pub(crate) const CORRECT: &str = "correct";
