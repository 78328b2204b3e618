//! The markup of a conversation: the list of chats, the talk with what waits in it, and the twin's steps.

use std::collections::HashMap;

use domain::{AccountId, Chat, ClonedVoice, MessageId, Mode, ReplyId, Timestamp};
use engine::{ChatNote, ChatView};
use maud::{Markup, html};

use super::say::Composer;
use super::{manner, note, say};
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::explained;
use crate::parts::avatar::avatar;
use crate::parts::whose::Names;
use crate::parts::{bubble, keys, mode, time};

/// How many messages are shown at once.
pub(crate) const MESSAGES: usize = 60;

/// How many are shown after the one that was looked for.
pub(super) const NEWER: usize = 30;

/// What the page shows.
pub(crate) struct Shown<'a> {
    pub(crate) account: AccountId,
    pub(crate) chat: &'a ChatView,
    pub(crate) default: Mode,
    pub(crate) twin: Twin,
    /// The replies that messages belong to.
    pub(crate) replies: &'a HashMap<MessageId, ReplyId>,
    /// The list of chats beside it.
    pub(crate) list: Markup,
    /// What was chosen of that list, as it stands behind an address.
    pub(crate) query: &'a str,
    /// The message around which the talk is shown, where that is not its end.
    pub(crate) at: Option<MessageId>,
    /// A word of the owner's on a reply that was not followed.
    pub(crate) refused: Option<Markup>,
    /// The field to write in, where the owner can write.
    pub(crate) composer: Option<Composer>,
    /// What they note of the chat for themselves.
    pub(crate) note: Option<ChatNote>,
    /// What a bot may do there, where one speaks.
    pub(crate) window: Option<Window>,
    /// What became of it just now.
    pub(crate) note_outcome: Option<note::Outcome>,
    /// The owner's voices, of which the twin may speak in one here.
    pub(crate) own_voices: &'a [ClonedVoice],
    /// To which account or bot it belongs, where there are several.
    pub(crate) names: &'a Names,
}

/// What a bot that speaks in a chat may do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    /// The other side has told it to stop.
    Stopped,
    /// It may write until then, in its person's name.
    Until(Timestamp),
    /// It may not, before the other side has written again.
    Over,
}

/// What the pane of the twin shows.
pub(crate) struct Twin {
    /// What it has done lately.
    pub(crate) steps: Markup,
    /// What it is doing.
    pub(crate) status: Markup,
    /// What the owner can say of it.
    pub(crate) standing: Markup,
}

/// The page with its conversation.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let Shown { account, chat, twin, list, query, .. } = shown;
    let peer = &chat.chat.peer;
    let around = shown.at.map(|at| format!("&at={at}")).unwrap_or_default();
    let query = query.replace('?', "&");
    let stream = format!("/events?account={account}&chat={}{around}{query}", peer.id);
    let content = html! {
        div.talk-panes {
            (list)
            section.pane.conversation aria-label=(t!(lang, "chat-messages")) {
                (head(lang, shown))
                div.scroll role="log" tabindex="0" aria-label=(t!(lang, "chat-messages")) data-follow {
                    ol #messages .bubbles { (all_messages(lang, *account, chat, shown.replies, shown.at)) }
                }
                div #refused .refused { @if let Some(refused) = &shown.refused { (refused) } }
                ul #standing .standings { (twin.standing) }
                @if let Some(composer) = &shown.composer { (say::markup(lang, composer)) }
            }
            section #notes .pane.notes popover[shown.note_outcome.is_none()] aria-label=(t!(lang, "note-title")) {
                @if shown.note_outcome.is_none() { (pane_top(lang, &t!(lang, "note-title"), "notes")) }
                @else { header.pane-top { h2 { (t!(lang, "note-title")) } } }
                (note::markup(lang, &format!("/accounts/{account}/chats/{}", peer.id), shown.note.as_ref(), shown.note_outcome))
            }
            section #manner .pane.notes popover aria-label=(t!(lang, "manner-title")) {
                (pane_top(lang, &t!(lang, "manner-title"), "manner"))
                (manner::markup(lang, &format!("/accounts/{account}/chats/{}", peer.id), chat.told, chat.aloud, chat.voice.as_deref(), shown.own_voices))
            }
            section #steps .pane.twin popover aria-label=(t!(lang, "twin-title")) {
                (pane_top(lang, &t!(lang, "twin-title"), "steps"))
                (steps(lang, &twin.steps, &t!(lang, "twin-empty")))
            }
        }
        (keys::help(lang))
    };
    layout::live_page(view, &peer.title, &stream, content)
}

/// The head of a pane that opens over the page, by its id, with the way to close it.
fn pane_top(lang: Lang, title: &str, pane: &str) -> Markup {
    let close = t!(lang, "toast-close");
    html! {
        header.pane-top {
            h2 { (title) }
            button.close.bare.round type="button" popovertarget=(pane) popovertargetaction="hide" title=(close) aria-label=(close) {
                (icons::close())
            }
        }
    }
}

/// Who it is, what the twin is doing, and what can be set.
fn head(
    lang: Lang,
    Shown { account, chat, default, twin, query, note, window, names, .. }: &Shown<'_>,
) -> Markup {
    let peer = &chat.chat.peer;
    let address = format!("/accounts/{account}/chats/{}", peer.id);
    html! {
        header.heading.talk-head {
            a.back href={ "/inbox" (query) } aria-label=(t!(lang, "chat-back")) { (icons::back()) }
            (avatar(peer.id, &peer.title))
            div {
                h1 { (peer.title) }
                p.facts {
                    span #now role="status" { (twin.status) }
                    @if let Some(username) = &peer.username { span { "@" (username) } }
                    @if let Some(name) = names.get(*account) {
                        span title=(t!(lang, "chat-whose")) { (name) }
                    }
                    @match window {
                        Some(Window::Stopped) => span title=(t!(lang, "chat-stopped-hint")) {
                            (t!(lang, "chat-stopped"))
                        },
                        Some(Window::Until(until)) => span title=(t!(lang, "chat-window-hint")) {
                            (t!(lang, "chat-window")) " " (time::moment(*until))
                        },
                        Some(Window::Over) => span title=(t!(lang, "chat-window-hint")) {
                            (t!(lang, "chat-window-over"))
                        },
                        None => {}
                    }
                }
            }
            div.tools {
                a.memory href={ (address) "/memory" } title=(t!(lang, "memory-link")) {
                    (icons::recall()) span { (t!(lang, "memory-link")) }
                }
                a.explained-link href={ "/history?account=" (account) "&chat=" (peer.id) } title=(t!(lang, "chat-search")) {
                    (icons::search()) span { (t!(lang, "chat-search")) }
                }
                a.explained-link href={ (address) "/explained" } title=(t!(lang, "chat-explained")) {
                    (icons::model()) span { (t!(lang, "chat-explained")) }
                }
                button.plain.notes-button.noted[note.is_some()] type="button" popovertarget="notes" title=(t!(lang, "note-title")) {
                    (icons::plan()) span { (t!(lang, "note-title")) }
                }
                button.plain.notes-button type="button" popovertarget="manner" title=(t!(lang, "manner-title")) {
                    (icons::voice()) span { (t!(lang, "manner-title")) }
                }
                div #pause-of-chat .set { (pause_of_chat(lang, &address, chat)) }
                button.plain.steps-button type="button" popovertarget="steps" title=(t!(lang, "twin-title")) {
                    (icons::watch()) span { (t!(lang, "twin-steps-button")) }
                }
                div #mode-of-chat .set { (mode_of_chat(lang, &address, chat, *default)) }
            }
        }
    }
}

/// The way to pause the twin in a chat, whose page has an address.
pub(super) fn pause_of_chat(lang: Lang, address: &str, chat: &ChatView) -> Markup {
    html! {
        @if chat.pause.is_none() && chat.chat.peer.may_be_answered() {
            form.quiet method="post" action={ (address) "/pause" } {
                input type="hidden" name="back" value=(address);
                button.plain type="submit" title=(t!(lang, "pause-here-hint")) {
                    (icons::pause()) span { (t!(lang, "pause-here")) }
                }
            }
        }
    }
}

/// How much the twin may do in a chat, where `default` is what its account says.
pub(super) fn mode_of_chat(lang: Lang, address: &str, chat: &ChatView, default: Mode) -> Markup {
    let Chat { peer, mode, .. } = &chat.chat;
    mode::of_chat(lang, &format!("{address}/mode"), *mode, default, peer.kind)
}

/// The pane of the twin as the demo has it, with what the owner can say of its replies.
pub(crate) fn twin_pane(
    lang: Lang,
    title: &str,
    Twin { steps: done, status, standing }: &Twin,
    empty: &str,
) -> Markup {
    html! {
        section.pane.twin aria-label=(title) {
            header.pane-top {
                h2 { (title) }
                div #now role="status" { (status) }
            }
            div #refused .refused {}
            ul #standing .standings { (standing) }
            (steps(lang, done, empty))
        }
    }
}

fn steps(lang: Lang, done: &Markup, empty: &str) -> Markup {
    html! {
        div.scroll role="log" tabindex="0" aria-label=(t!(lang, "twin-steps")) data-follow {
            ol #timeline .timeline {
                (done)
                (no_steps(empty))
            }
        }
    }
}

/// What stands where there are no steps.
pub(super) fn no_steps(text: &str) -> Markup {
    html! { li.empty { (icons::recall()) p { (text) } } }
}

/// The messages of a view.
pub(super) fn messages(
    lang: Lang,
    account: AccountId,
    chat: &ChatView,
    replies: &HashMap<MessageId, ReplyId>,
) -> Markup {
    let since = chat.messages.first().map_or(MessageId(i32::MAX), |first| first.id);
    html! {
        @for message in &chat.messages {
            @let why = replies.get(&message.id).map(|reply| explained::address(account, *reply));
            (bubble::of_account(lang, account, message, &chat.voices, since, why.as_deref()))
        }
    }
}

/// The same with the way to what was said before, or that there is nothing; around a message also with the way to
/// what was said lately, if that is further on.
pub(super) fn all_messages(
    lang: Lang,
    account: AccountId,
    chat: &ChatView,
    replies: &HashMap<MessageId, ReplyId>,
    at: Option<MessageId>,
) -> Markup {
    let after = |at: MessageId| chat.messages.iter().filter(|message| message.id > at).count();
    html! {
        (earlier(lang, account, chat))
        (messages(lang, account, chat, replies))
        @if at.is_some_and(|at| after(at) >= NEWER) {
            li.earlier {
                a.button.bare.small href={ "/accounts/" (account) "/chats/" (chat.chat.peer.id) } { (t!(lang, "chat-latest")) }
            }
        }
        li.empty { p { (t!(lang, "chat-no-messages")) } }
    }
}

/// The way to what was said before the messages of a view, if there may be more.
pub(super) fn earlier(lang: Lang, account: AccountId, chat: &ChatView) -> Markup {
    let first = chat.messages.first().filter(|_| chat.messages.len() >= MESSAGES);
    html! {
        @if let Some(first) = first {
            @let from = format!("/accounts/{account}/chats/{}/before/{}", chat.chat.peer.id, first.id);
            li.earlier {
                button.bare.small type="button" hx-get=(from) hx-target="closest li" hx-swap="outerHTML" {
                    (t!(lang, "chat-earlier"))
                }
            }
        }
    }
}
