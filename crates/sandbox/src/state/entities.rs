//! What stands out in a text without being marked: links, names, hashtags and
//! commands, as Telegram's server finds them.

use super::post::{Entity, EntityKind};

/// The most marks that one text has.
pub(crate) const MAX_ENTITIES: usize = 100;

/// Takes white space off both ends of a text, keeps what is marked in it where
/// it is, and marks what stands out by itself.
pub(crate) fn tidy(text: &mut String, entities: &mut Vec<Entity>) {
    let cut = length(&text[..text.len() - text.trim_start().len()]);
    *text = text.trim().to_owned();
    let end = length(text);
    for entity in entities.iter_mut() {
        let stop = entity.offset.saturating_add(entity.length).saturating_sub(cut).min(end);
        entity.offset = entity.offset.saturating_sub(cut).max(0);
        entity.length = stop.saturating_sub(entity.offset);
    }
    entities.retain(|entity| entity.length > 0);
    let mut found = find(text);
    found.retain(|found| {
        let touches = |entity: &Entity| {
            entity.offset < found.offset + found.length
                && found.offset < entity.offset + entity.length
                && !is_only_looks(&entity.kind)
        };
        !entities.iter().any(touches)
    });
    found.truncate(MAX_ENTITIES.saturating_sub(entities.len()));
    entities.append(&mut found);
    entities.sort_by_key(|entity| (entity.offset, -entity.length));
}

/// The text of an entity.
pub(crate) fn part(text: &str, entity: &Entity) -> Option<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let start = usize::try_from(entity.offset).ok()?;
    let end = start.checked_add(usize::try_from(entity.length).ok()?)?;
    String::from_utf16(units.get(start..end)?).ok()
}

fn length(text: &str) -> i32 {
    text.encode_utf16().count() as i32
}

/// Whether what is so marked may be a link at the same time.
fn is_only_looks(kind: &EntityKind) -> bool {
    use EntityKind::{
        Blockquote, Bold, ExpandableBlockquote, Italic, Spoiler, Strikethrough, Underline,
    };
    matches!(
        kind,
        Bold | Italic | Underline | Strikethrough | Spoiler | Blockquote | ExpandableBlockquote
    )
}

/// Every word that is something.
fn find(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    // How much of the text was passed, in bytes and in UTF-16 units.
    let (mut passed, mut units) = (0, 0);
    for word in text.split_whitespace() {
        let bare = word.trim_start_matches(['(', '[', '"', '«', '\'']);
        // Pointers into the same text: where the word begins.
        let start = bare.as_ptr() as usize - text.as_ptr() as usize;
        units += length(&text[passed..start]);
        passed = start;
        if let Some((kind, size)) = kind_of(bare) {
            found.push(Entity { offset: units, length: length(&bare[..size]), kind });
        }
    }
    found
}

/// What a word is, and how many of its bytes belong to that.
fn kind_of(word: &str) -> Option<(EntityKind, usize)> {
    let name = |text: &str| {
        text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
    };
    if let Some(rest) = word.strip_prefix('@') {
        let size = name(rest);
        return (4..=32).contains(&size).then_some((EntityKind::Mention, size + 1));
    }
    if let Some(rest) = word.strip_prefix('#') {
        let size: usize =
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
        return (size > 0).then_some((EntityKind::Hashtag, size + 1));
    }
    if let Some(rest) = word.strip_prefix('/') {
        let mut size = name(rest);
        if size == 0 || size > 64 {
            return None;
        }
        if let Some(bot) = rest[size..].strip_prefix('@') {
            size += 1 + name(bot);
        }
        return Some((EntityKind::BotCommand, size + 1));
    }
    let end = word.trim_end_matches(['.', ',', '!', '?', ';', ':', ')', ']', '"', '»', '\'']).len();
    let word = &word[..end];
    if ["http://", "https://", "www.", "t.me/"].iter().any(|start| {
        word.len() > start.len()
            && word.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start))
    }) {
        return Some((EntityKind::Url, end));
    }
    let (user, host) = word.split_once('@')?;
    let is_plain = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte))
    };
    let is_mail = !user.is_empty() && is_plain(user) && is_plain(host) && host.contains('.');
    is_mail.then_some((EntityKind::Email, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, EntityKind)> {
        let (mut text, mut entities) = (text.to_owned(), Vec::new());
        tidy(&mut text, &mut entities);
        entities.into_iter().map(|e| (part(&text, &e).unwrap(), e.kind)).collect()
    }

    #[test]
    fn links_names_hashtags_and_commands_are_found() {
        let text =
            "👋 @vera_k, (https://пример.рф/a?b=1), #тег /start@some_bot a.b@example.org. 5/6";
        let expected = [
            ("@vera_k", EntityKind::Mention),
            ("https://пример.рф/a?b=1", EntityKind::Url),
            ("#тег", EntityKind::Hashtag),
            ("/start@some_bot", EntityKind::BotCommand),
            ("a.b@example.org", EntityKind::Email),
        ];
        assert_eq!(found(text), expected.map(|(text, kind)| (text.to_owned(), kind)));
        assert_eq!(found("nothing @to see: / # www. at 10:30"), []);
    }

    #[test]
    fn what_was_marked_stays_where_it_was() {
        let mut text = "  жирный @vera_k  ".to_owned();
        let bold = |offset, length| Entity { offset, length, kind: EntityKind::Bold };
        let code = Entity { offset: 9, length: 7, kind: EntityKind::Code };
        let nonsense = [bold(-4, 2), bold(i32::MAX, 9), bold(i32::MIN, 1), bold(3, i32::MIN)];
        let mut entities = vec![bold(2, 6), bold(16, 2), code];
        entities.extend(nonsense);
        tidy(&mut text, &mut entities);
        assert_eq!(text, "жирный @vera_k");
        assert_eq!(entities.len(), 2, "{entities:?}");
        assert_eq!(entities[0], bold(0, 6));
        assert_eq!(part(&text, &entities[1]).as_deref(), Some("@vera_k"));
    }
}
