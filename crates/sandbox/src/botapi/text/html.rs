//! `parse_mode=HTML`.

use super::writer::Writer;
use super::{Marked, link};
use crate::state::post::EntityKind;

/// The longest name of a character, in bytes.
const MAX_ENTITY_NAME: usize = 9;

/// A tag that is open.
struct Open {
    name: String,
    attribute: Option<String>,
    start: i32,
}

/// Reads it; says what is wrong with it, if it cannot.
pub(super) fn parse(text: &str) -> Result<Marked, String> {
    let mut writer = Writer::default();
    let mut open: Vec<Open> = Vec::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let at = text.len() - rest.len();
        match char {
            '<' => {
                let end =
                    rest.find('>').ok_or(format!("Unclosed start tag at byte offset {at}"))?;
                let tag = &rest[1..end];
                rest = &rest[end + 1..];
                match tag.strip_prefix('/') {
                    Some(name) => close(&mut writer, &mut open, name.trim(), at)?,
                    None => open.push(opened(tag, writer.place(), at)?),
                }
            }
            '&' => {
                let (char, length) = entity(rest).unwrap_or(('&', 1));
                writer.push(char);
                rest = &rest[length..];
            }
            char => {
                writer.push(char);
                rest = &rest[char.len_utf8()..];
            }
        }
    }
    match open.last() {
        Some(tag) => Err(format!("Can't find end tag corresponding to start tag \"{}\"", tag.name)),
        None => Ok(writer.done()),
    }
}

fn opened(tag: &str, start: i32, at: usize) -> Result<Open, String> {
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let name = name.to_ascii_lowercase();
    let attribute = match name.as_str() {
        "a" => value(attributes, "href"),
        "tg-emoji" => value(attributes, "emoji-id"),
        "span" if value(attributes, "class").as_deref() == Some("tg-spoiler") => None,
        "span" => {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}"));
        }
        "code" => value(attributes, "class"),
        "blockquote" => attributes.trim().starts_with("expandable").then(String::new),
        "b" | "strong" | "i" | "em" | "u" | "ins" | "s" | "strike" | "del" | "tg-spoiler"
        | "pre" => None,
        _ => return Err(format!("Unsupported start tag \"{name}\" at byte offset {at}")),
    };
    Ok(Open { name, attribute, start })
}

fn close(writer: &mut Writer, open: &mut Vec<Open>, name: &str, at: usize) -> Result<(), String> {
    let Some(tag) = open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {at}"));
    };
    if !name.is_empty() && !name.eq_ignore_ascii_case(&tag.name) {
        return Err(format!(
            "Unmatched end tag at byte offset {at}, expected \"</{}>\", found \"</{name}>\"",
            tag.name
        ));
    }
    let is_in_pre = open.last().is_some_and(|outer| outer.name == "pre");
    let language = tag.attribute.as_deref().and_then(|class| class.strip_prefix("language-"));
    let kind = match tag.name.as_str() {
        "b" | "strong" => EntityKind::Bold,
        "i" | "em" => EntityKind::Italic,
        "u" | "ins" => EntityKind::Underline,
        "s" | "strike" | "del" => EntityKind::Strikethrough,
        "blockquote" if tag.attribute.is_some() => EntityKind::ExpandableBlockquote,
        "blockquote" => EntityKind::Blockquote,
        "code" if is_in_pre => {
            // It tells the language of the block around it.
            if let (Some(outer), Some(language)) = (open.last_mut(), language) {
                outer.attribute = Some(language.to_owned());
            }
            return Ok(());
        }
        "code" => EntityKind::Code,
        "pre" => EntityKind::Pre { language: tag.attribute.unwrap_or_default() },
        "a" => match tag.attribute.as_deref().filter(|address| !address.is_empty()) {
            Some(address) => link(address),
            None => return Ok(()),
        },
        "tg-emoji" => match tag.attribute.as_deref().and_then(|id| id.parse().ok()) {
            Some(custom_emoji_id) => EntityKind::CustomEmoji { custom_emoji_id },
            None => return Err("Invalid custom emoji identifier specified".to_owned()),
        },
        _ => EntityKind::Spoiler,
    };
    writer.mark(tag.start, kind);
    Ok(())
}

fn value(attributes: &str, name: &str) -> Option<String> {
    let after = attributes.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
    let raw = match quote {
        Some(quote) => after[1..].split(quote).next()?,
        None => after.split_whitespace().next()?,
    };
    let mut decoded = String::new();
    let mut rest = raw;
    while let Some(char) = rest.chars().next() {
        let (char, length) = entity(rest).unwrap_or((char, char.len_utf8()));
        decoded.push(char);
        rest = &rest[length..];
    }
    Some(decoded)
}

/// The character that `&…;` stands for, and how many bytes that takes.
fn entity(text: &str) -> Option<(char, usize)> {
    let near = text.strip_prefix('&')?.bytes().take(MAX_ENTITY_NAME + 1);
    let end = 1 + { near }.position(|byte| byte == b';')?;
    let char = match &text[1..end] {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(number) => u32::from_str_radix(number, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|char| *char != '\0')?
        }
    };
    Some((char, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::post::Entity;

    #[test]
    fn tags_become_marks() {
        let text = "👋 <b>a <i>b</i></b> &lt;&#33; <a href=\"tg://user?id=7\">x</a> \
                    <pre><code class=\"language-rust\">fn</code></pre> \
                    <span class=\"tg-spoiler\">s</span> <blockquote expandable>q</blockquote>";
        let Marked { text, entities } = parse(text).unwrap();
        assert_eq!(text, "👋 a b <! x fn s q");
        let mark = |offset, length, kind| Entity { offset, length, kind };
        assert_eq!(
            entities,
            [
                mark(3, 3, EntityKind::Bold),
                mark(5, 1, EntityKind::Italic),
                mark(10, 1, EntityKind::TextMention { user_id: 7 }),
                mark(12, 2, EntityKind::Pre { language: "rust".into() }),
                mark(15, 1, EntityKind::Spoiler),
                mark(17, 1, EntityKind::ExpandableBlockquote),
            ]
        );
    }

    #[test]
    fn what_is_not_closed_or_not_known_is_refused() {
        let cases = [
            ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            ("<table>", "Unsupported start tag \"table\" at byte offset 0"),
            ("<b>x</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
            ("a < b", "Unclosed start tag at byte offset 2"),
        ];
        for (text, why) in cases {
            assert_eq!(parse(text), Err(why.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_name_of_a_character_ends_soon_or_is_none() {
        for (text, read) in [
            ("&#x10FFFF;", "\u{10FFFF}"),
            ("&#00000033;", "!"),
            ("&#000000033;", "&#000000033;"),
            ("&яяяя;&amp", "&яяяя;&amp"),
        ] {
            assert_eq!(parse(text).unwrap().text, read);
        }
        // Looking to the end of the text for each would take for ever.
        let many = "&".repeat(1 << 22);
        assert_eq!(parse(&many).unwrap().text.len(), many.len());
    }
}
