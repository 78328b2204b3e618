//! `GET /accounts/{account}/pace`: how a reply would come, played with the delays that the engine would draw now.

use std::time::Duration;

use axum::extract::{Path, Query};
use domain::{AccountId, Chat, PeerId, PeerKind};
use engine::{AccountView, PacePreview};
use maud::{Markup, html};
use serde::Deserialize;

use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::parse;
use crate::parts::alert::rules_of;
use crate::parts::avatar::avatar;

/// How many chats there are to choose from.
const CHATS: usize = 60;
/// How many times as fast a preview is played.
const SPEEDS: [u32; 3] = [1, 5, 20];

/// In which chat.
#[derive(Debug, Deserialize)]
pub(crate) struct With {
    chat: Option<i64>,
}

/// `GET /accounts/{account}/pace`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    Query(With { chat }): Query<With>,
) -> Result<Markup, Error> {
    let account: AccountId = parse(&account)?;
    let of = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    let mut chats = site.engine.chats(account, CHATS).await?;
    chats.retain(|chat| chat.peer.kind == PeerKind::User && !chat.peer.is_service());
    let preview = site.engine.pace_preview(account, chat.map(PeerId)).await?;
    Ok(page(&view, &of, &chats, preview.as_ref()))
}

/// The page with a reply to play.
pub(crate) fn page(
    view: &View,
    of: &AccountView,
    chats: &[Chat],
    preview: Option<&PacePreview>,
) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "pace-title");
    let content = html! {
        header.heading {
            a.back href=(rules_of(of.account.id)) aria-label=(t!(lang, "rules-title")) { (icons::back()) }
            div { h1 { (title) } p { (t!(lang, "pace-about")) } }
        }
        form.pace-choice method="get" {
            label {
                (t!(lang, "pace-with"))
                select name="chat" {
                    @for chat in chats {
                        @let here = preview.is_some_and(|preview| preview.chat == chat.peer.id);
                        option value=(chat.peer.id) selected[here] { (chat.peer.title) }
                    }
                }
            }
            button.plain type="submit" { (icons::retry()) (t!(lang, "pace-draw")) }
        }
        @match preview {
            Some(preview) => (played(lang, preview)),
            None => div.card.empty { (icons::wait()) p { (t!(lang, "pace-none")) } },
        }
    };
    layout::page(view, &title, content)
}

/// The reply, its steps, and the buttons that play it. Without the script all of it stands there.
fn played(
    lang: Lang,
    PacePreview { chat, title, asked, bubbles, burst, plan }: &PacePreview,
) -> Markup {
    let first = plan.typing.first().copied().unwrap_or_default();
    html! {
        section.card.pace data-pace {
            div.talk {
                p.person { (avatar(*chat, title)) strong { (title) } }
                ol.bubbles {
                    li.bubble.theirs { span.visually-hidden { (t!(lang, "by-other")) } p.text { (asked) } }
                    @for text in bubbles {
                        li.bubble.mine data-said { span.visually-hidden { (t!(lang, "by-owner")) } p.text { (text) } }
                    }
                    li.bubble.mine.typing-dots hidden { span.visually-hidden { (t!(lang, "pace-typing")) } i {} i {} i {} }
                }
            }
            div.because {
                div.actions.speeds hidden {
                    @for speed in SPEEDS {
                        button.plain[speed != SPEEDS[0]] type="button" data-speed=(speed) {
                            (icons::resume())
                            @if speed == 1 { (t!(lang, "pace-play")) } @else { (t!(lang, "pace-faster", times = speed)) }
                        }
                    }
                }
                ol.pace-steps {
                    (step("wait", *burst, &t!(lang, "pace-waits"), lang))
                    (step("wait", plan.read_after, &t!(lang, "pace-reads"), lang))
                    @for (number, (typing, text)) in plan.typing.iter().zip(bubbles).enumerate() {
                        @let typing = if number == 0 { first } else { *typing };
                        (step("type", typing, &t!(lang, "pace-types", count = text.chars().count()), lang))
                    }
                }
                p.note { (t!(lang, "pace-drawn")) }
            }
        }
    }
}

/// A step and how long it takes.
fn step(does: &str, takes: Duration, text: &str, lang: Lang) -> Markup {
    let tenths = takes.as_millis().div_ceil(100);
    let point = if lang == Lang::Ru { ',' } else { '.' };
    let seconds = format!("{}{point}{}", tenths / 10, tenths % 10);
    html! {
        li data-does=(does) data-ms=(takes.as_millis()) {
            span { (text) } strong { (seconds) " " (t!(lang, "unit-seconds")) }
        }
    }
}
