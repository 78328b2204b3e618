//! Messages as bubbles: the owner's, the twin's and other people's told apart.

use domain::{AccountId, Author, Content, Message, MessageId};
use engine::Voices;
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::icons;
use crate::parts::{time, voice};

/// How much of a quoted message is shown, in characters.
const QUOTED: usize = 90;

/// A message of the owner's account, as the owner sees it, with what it quotes. What stands on the page
/// from the message `since` on is linked; `why` leads to where it says why the twin said this.
pub(crate) fn of_account(
    lang: Lang,
    account: AccountId,
    message: &Message,
    voices: &Voices,
    since: MessageId,
    why: Option<&str>,
) -> Markup {
    let is_in_group = !message.chat.is_user();
    let side = match message.author {
        Author::Other => "theirs",
        Author::Owner => "mine",
        Author::Twin => "mine by-twin",
    };
    html! {
        li.bubble.(side) id={ "m-" (message.id) } {
            @if is_in_group && message.author == Author::Other {
                span.tag.author { (name(lang, message, voices)) }
            } @else {
                (who(lang, message.author))
            }
            @if let Some(id) = message.reply_to { (quote(lang, id, voices, since)) }
            @match &message.content {
                Content::Voice { .. } | Content::Sound { .. } => (voice::note(lang, account, message)),
                other => (content(lang, other)),
            }
            small.when {
                @if let Some(why) = why { a.why href=(why) { (t!(lang, "bubble-why")) } " " }
                (time::of_day(message.sent_at))
            }
        }
    }
}

/// What a message quotes.
fn quote(lang: Lang, id: MessageId, voices: &Voices, since: MessageId) -> Markup {
    let Some(quoted) = voices.quoted.get(&id) else {
        return html! { span.quote { (t!(lang, "quoted-unknown")) } };
    };
    let words = summary(lang, &quoted.content).replace('\n', " ");
    let end = words.char_indices().nth(QUOTED).map_or(words.len(), |(end, _)| end);
    let line = html! {
        span.visually-hidden { (t!(lang, "quoted")) " " }
        strong { (name(lang, quoted, voices)) }
        span { (&words[..end]) @if end < words.len() { "…" } }
    };
    html! {
        @if id >= since {
            a.quote href={ "#m-" (id) } { (line) }
        } @else {
            span.quote { (line) }
        }
    }
}

/// Who wrote a message, by name where it is known.
pub(crate) fn name(lang: Lang, message: &Message, voices: &Voices) -> String {
    match message.author {
        Author::Owner => t!(lang, "quoted-owner"),
        Author::Twin => t!(lang, "by-twin"),
        Author::Other => match voices.names.get(&message.sender) {
            Some(name) => name.clone(),
            None => t!(lang, "by-somebody"),
        },
    }
}

/// The author: to the eye where the colour alone would not do, to a screen reader always.
fn who(lang: Lang, author: Author) -> Markup {
    html! {
        @match author {
            Author::Other => span.visually-hidden { (t!(lang, "by-other")) },
            Author::Owner => span.visually-hidden { (t!(lang, "by-owner")) },
            Author::Twin => span.tag { (t!(lang, "by-twin")) },
        }
    }
}

/// What a message contains.
pub(crate) fn content(lang: Lang, content: &Content) -> Markup {
    html! {
        @match content {
            Content::Text { text } => p.text { (text) },
            Content::Sticker { emoji: Some(emoji) } => p.sticker { (emoji) },
            Content::Voice { .. } => {
                p.kind { (icons::voice()) (summary(lang, content)) }
                @if let Some(said) = content.text() { p.text.heard { (said) } }
            }
            Content::Sound { heard, .. } => {
                p.kind { (icons::voice()) (name_of(lang, content)) }
                @if let Some(words) = content.text() { p.text.heard[*heard] { (words) } }
            }
            Content::Sticker { emoji: None } | Content::Service { .. } => {
                p.kind { (summary(lang, content)) }
            }
            Content::Media { media, caption } => {
                p.kind { (icons::attachment()) (kind_of_media(lang, media)) }
                @if !caption.is_empty() { p.text { (caption) } }
            }
        }
    }
}

/// What a message contains, in one line.
pub(crate) fn summary(lang: Lang, content: &Content) -> String {
    match content {
        Content::Text { text } => text.clone(),
        Content::Voice { .. } => name_of(lang, content),
        Content::Sound { words, .. } if words.is_empty() => name_of(lang, content),
        Content::Sound { words, .. } => format!("{}: {words}", name_of(lang, content)),
        Content::Sticker { emoji } => {
            format!("{} {}", t!(lang, "content-sticker"), emoji.as_deref().unwrap_or_default())
        }
        Content::Media { media, caption } if caption.is_empty() => kind_of_media(lang, media),
        Content::Media { media, caption } => format!("{}: {caption}", kind_of_media(lang, media)),
        Content::Service { action } if action == "phone_call" => t!(lang, "content-call"),
        Content::Service { .. } => t!(lang, "content-service"),
    }
}

/// What there is to listen to, with its length where that is known.
pub(crate) fn name_of(lang: Lang, content: &Content) -> String {
    let name = match content {
        Content::Sound { form, .. } => kind_of_media(lang, form.name()),
        _ => t!(lang, "content-voice"),
    };
    match content.seconds() {
        Some(seconds) => format!("{name} {}:{:02}", seconds / 60, seconds % 60),
        None => name,
    }
}

fn kind_of_media(lang: Lang, media: &str) -> String {
    match media {
        "photo" => t!(lang, "content-photo"),
        "video_file" | "video" => t!(lang, "content-video"),
        "video_message" => t!(lang, "content-video-message"),
        "animation" => t!(lang, "content-animation"),
        "audio_file" | "audio" => t!(lang, "content-audio"),
        "poll" => t!(lang, "content-poll"),
        "location" | "live_location" | "venue" => t!(lang, "content-location"),
        "contact" => t!(lang, "content-contact"),
        _ => t!(lang, "content-file"),
    }
}
