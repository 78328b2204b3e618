//! Messages as bubbles: the owner's, the twin's and other people's told apart.

use domain::{Author, Content, Message};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::icons;
use crate::parts::time;

/// A message of the owner's account, as the owner sees it.
pub(crate) fn of_account(lang: Lang, message: &Message) -> Markup {
    let side = match message.author {
        Author::Other => "theirs",
        Author::Owner => "mine",
        Author::Twin => "mine by-twin",
    };
    html! {
        li.bubble.(side) id={ "m-" (message.id) } {
            (who(lang, message.author))
            (content(lang, &message.content))
            small.when { (time::lately(message.sent_at)) }
        }
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
            Content::Voice { .. } => p.kind { (icons::voice()) (summary(lang, content)) },
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
        Content::Voice { seconds: Some(seconds) } => {
            let length = format!("{}:{:02}", seconds / 60, seconds % 60);
            format!("{} {length}", t!(lang, "content-voice"))
        }
        Content::Voice { seconds: None } => t!(lang, "content-voice"),
        Content::Sticker { emoji } => {
            format!("{} {}", t!(lang, "content-sticker"), emoji.as_deref().unwrap_or_default())
        }
        Content::Media { media, caption } if caption.is_empty() => kind_of_media(lang, media),
        Content::Media { media, caption } => format!("{}: {caption}", kind_of_media(lang, media)),
        Content::Service { action } if action == "phone_call" => t!(lang, "content-call"),
        Content::Service { .. } => t!(lang, "content-service"),
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
