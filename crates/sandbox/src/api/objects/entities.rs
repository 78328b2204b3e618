//! What stands out in a text, as TL objects and back.

use grammers_tl_types::{enums::MessageEntity as Tl, types};

use super::View;
use crate::state::entities::MAX_ENTITIES;
use crate::state::post::{Entity, EntityKind};

/// Marks as clients read them.
pub(in crate::api) fn to_tl(entities: &[Entity]) -> Vec<Tl> {
    entities.iter().map(one_to_tl).collect()
}

fn one_to_tl(entity: &Entity) -> Tl {
    let &Entity { offset, length, ref kind } = entity;
    match kind.clone() {
        EntityKind::Mention => types::MessageEntityMention { offset, length }.into(),
        EntityKind::Hashtag => types::MessageEntityHashtag { offset, length }.into(),
        EntityKind::Cashtag => types::MessageEntityCashtag { offset, length }.into(),
        EntityKind::BotCommand => types::MessageEntityBotCommand { offset, length }.into(),
        EntityKind::Url => types::MessageEntityUrl { offset, length }.into(),
        EntityKind::Email => types::MessageEntityEmail { offset, length }.into(),
        EntityKind::PhoneNumber => types::MessageEntityPhone { offset, length }.into(),
        EntityKind::Bold => types::MessageEntityBold { offset, length }.into(),
        EntityKind::Italic => types::MessageEntityItalic { offset, length }.into(),
        EntityKind::Underline => types::MessageEntityUnderline { offset, length }.into(),
        EntityKind::Strikethrough => types::MessageEntityStrike { offset, length }.into(),
        EntityKind::Spoiler => types::MessageEntitySpoiler { offset, length }.into(),
        EntityKind::Blockquote => {
            types::MessageEntityBlockquote { collapsed: false, offset, length }.into()
        }
        EntityKind::ExpandableBlockquote => {
            types::MessageEntityBlockquote { collapsed: true, offset, length }.into()
        }
        EntityKind::Code => types::MessageEntityCode { offset, length }.into(),
        EntityKind::Pre { language } => types::MessageEntityPre { offset, length, language }.into(),
        EntityKind::TextLink { url } => types::MessageEntityTextUrl { offset, length, url }.into(),
        EntityKind::TextMention { user_id } => {
            types::MessageEntityMentionName { offset, length, user_id }.into()
        }
        EntityKind::CustomEmoji { custom_emoji_id: document_id } => {
            types::MessageEntityCustomEmoji { offset, length, document_id }.into()
        }
    }
}

impl View<'_> {
    /// Marks as a client sends them. Those of no known kind, and those of people
    /// whom the client does not know, are left out, as Telegram does.
    pub(in crate::api) fn entities(&self, sent: Option<&[Tl]>) -> Vec<Entity> {
        sent.unwrap_or_default()
            .iter()
            .filter_map(|entity| self.entity(entity))
            .take(MAX_ENTITIES)
            .collect()
    }

    fn entity(&self, entity: &Tl) -> Option<Entity> {
        let make = |offset, length, kind| Some(Entity { offset, length, kind });
        match entity {
            Tl::Mention(e) => make(e.offset, e.length, EntityKind::Mention),
            Tl::Hashtag(e) => make(e.offset, e.length, EntityKind::Hashtag),
            Tl::Cashtag(e) => make(e.offset, e.length, EntityKind::Cashtag),
            Tl::BotCommand(e) => make(e.offset, e.length, EntityKind::BotCommand),
            Tl::Url(e) => make(e.offset, e.length, EntityKind::Url),
            Tl::Email(e) => make(e.offset, e.length, EntityKind::Email),
            Tl::Phone(e) => make(e.offset, e.length, EntityKind::PhoneNumber),
            Tl::Bold(e) => make(e.offset, e.length, EntityKind::Bold),
            Tl::Italic(e) => make(e.offset, e.length, EntityKind::Italic),
            Tl::Underline(e) => make(e.offset, e.length, EntityKind::Underline),
            Tl::Strike(e) => make(e.offset, e.length, EntityKind::Strikethrough),
            Tl::Spoiler(e) => make(e.offset, e.length, EntityKind::Spoiler),
            Tl::Blockquote(e) if e.collapsed => {
                make(e.offset, e.length, EntityKind::ExpandableBlockquote)
            }
            Tl::Blockquote(e) => make(e.offset, e.length, EntityKind::Blockquote),
            Tl::Code(e) => make(e.offset, e.length, EntityKind::Code),
            Tl::Pre(e) => {
                make(e.offset, e.length, EntityKind::Pre { language: e.language.clone() })
            }
            Tl::TextUrl(e) => make(e.offset, e.length, EntityKind::TextLink { url: e.url.clone() }),
            Tl::MentionName(e) => {
                make(e.offset, e.length, EntityKind::TextMention { user_id: e.user_id })
            }
            Tl::InputMessageEntityMentionName(e) => {
                let user_id = self.input_user(&e.user_id).ok()?;
                make(e.offset, e.length, EntityKind::TextMention { user_id })
            }
            Tl::CustomEmoji(e) => {
                let custom_emoji_id = e.document_id;
                make(e.offset, e.length, EntityKind::CustomEmoji { custom_emoji_id })
            }
            _ => None,
        }
    }
}
