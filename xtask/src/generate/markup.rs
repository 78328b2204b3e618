//! A line's text as Telegram's entities: `**bold**`, `__italic__`, `` `code` ``, `~~struck~~`,
//! `||spoiler||`, `[words](https://…)`, and bare links, mentions and hashtags.

use serde::Serialize;

/// A stretch of text of one kind, as the export writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Entity {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) href: Option<String>,
}

const FENCES: [(&str, &str); 5] =
    [("**", "bold"), ("__", "italic"), ("`", "code"), ("~~", "strikethrough"), ("||", "spoiler")];

/// The text's parts in order; nothing for an empty text.
pub(super) fn entities(text: &str) -> Vec<Entity> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut left = text;
    while let Some(next) = left.chars().next() {
        let fresh_word = plain.chars().last().is_none_or(char::is_whitespace);
        let found = fenced(left).or_else(|| text_link(left));
        if let Some((entity, length)) = found.or_else(|| bare(left).filter(|_| fresh_word)) {
            push_plain(&mut parts, &mut plain);
            parts.push(entity);
            left = &left[length..];
        } else {
            plain.push(next);
            left = &left[next.len_utf8()..];
        }
    }
    push_plain(&mut parts, &mut plain);
    parts
}

fn push_plain(parts: &mut Vec<Entity>, plain: &mut String) {
    if !plain.is_empty() {
        parts.push(Entity { kind: "plain", text: std::mem::take(plain), href: None });
    }
}

/// An entity at the start of `text` and how many bytes of the source it took.
type Found = Option<(Entity, usize)>;

fn fenced(text: &str) -> Found {
    FENCES.iter().find_map(|(fence, kind)| {
        let inner = text.strip_prefix(fence)?;
        let end = inner.find(fence).filter(|end| *end > 0)?;
        let entity = Entity { kind, text: inner[..end].to_owned(), href: None };
        Some((entity, end + 2 * fence.len()))
    })
}

fn text_link(text: &str) -> Found {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (href, _) = rest.split_once(')')?;
    let length = "[](".len() + words.len() + href.len() + ")".len();
    let entity = Entity { kind: "text_link", text: words.to_owned(), href: Some(href.to_owned()) };
    Some((entity, length))
}

fn bare(text: &str) -> Found {
    let word = text.split(char::is_whitespace).next()?;
    let kind = match word {
        _ if word.starts_with("https://") => "link",
        _ if word.len() > 3 && word.starts_with('@') => "mention",
        _ if word.len() > 1 && word.starts_with('#') => "hashtag",
        _ => return None,
    };
    Some((Entity { kind, text: word.to_owned(), href: None }, word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&'static str, String)> {
        entities(text).into_iter().map(|entity| (entity.kind, entity.text)).collect()
    }

    #[test]
    fn parts_come_in_order_and_lose_no_text() {
        assert_eq!(
            kinds("это **они**, звони @ops_duty https://a.example/b"),
            [
                ("plain", "это ".to_owned()),
                ("bold", "они".to_owned()),
                ("plain", ", звони ".to_owned()),
                ("mention", "@ops_duty".to_owned()),
                ("plain", " ".to_owned()),
                ("link", "https://a.example/b".to_owned()),
            ]
        );
    }

    #[test]
    fn a_text_link_keeps_its_address() {
        let parts = entities("see [issue 212](https://a.example/212)?");
        assert_eq!(parts[1].href.as_deref(), Some("https://a.example/212"));
        assert_eq!(parts[2].text, "?");
    }

    #[test]
    fn lone_marks_stay_text() {
        assert_eq!(kinds("2 * 2 ** 3 a_b)"), [("plain", "2 * 2 ** 3 a_b)".to_owned())]);
        assert!(entities("").is_empty());
    }
}
