//! Nothing is sent that is written for a program or a page: people write letters to each other.

use super::Outcome;
use super::reply::Reply;

/// What only programs and pages have.
const SIGNS: &[&str] = &[
    "```",
    "**",
    "__",
    "~~",
    "||",
    "](",
    "[[",
    "]]",
    "{{",
    "}}",
    "{\"",
    "{'",
    "[{",
    "}]",
    "\":",
    "<|",
    "|>",
    "<<",
    ">>",
    "</",
    "/>",
    "[inst",
    "[/inst",
    "[/",
    "${",
    "$(",
    "&nbsp;",
    "&#",
    "&lt;",
    "\\n",
    "\\u",
    "\\x",
    "tool_call",
    "function_call",
    "tool_use",
    "send_message(",
    "<link>",
    "<email>",
    "<phone>",
    "<card>",
    "<number>",
    "::=",
    "---",
    "===",
    "###",
    "|-",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    reply.folded.iter().any(|text| is_marked_up(text)).then_some(Outcome::Refuse)
}

fn is_marked_up(text: &str) -> bool {
    SIGNS.iter().any(|sign| text.contains(sign))
        || surrounded(text, '*')
        || surrounded(text, '_')
        || surrounded(text, '`')
        || holds_tag(text)
        || is_call(text)
        || is_listed(text)
        || is_morse(text)
}

/// Whether a sign opens and closes a word or more: "*smiles*". Emphasis and actions.
fn surrounded(text: &str, sign: char) -> bool {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(sign) {
        let opens = !before.ends_with(char::is_alphanumeric)
            && after.starts_with(|c: char| c.is_alphanumeric());
        if opens && after.split_once(sign).is_some_and(|(inner, _)| !inner.ends_with(' ')) {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether something like `<b>` or `<system>` stands in a text; `<3` is none.
fn holds_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| {
        rest.starts_with(|c: char| c.is_alphabetic() || c == '!')
            && rest.split_once('>').is_some_and(|(name, _)| name.len() <= 60)
    })
}

/// Whether a text is or holds a call with arguments: `send(chat=1)`, `{"tool": …}`.
fn is_call(text: &str) -> bool {
    text.split_whitespace().any(|token| {
        token.split_once('(').is_some_and(|(name, arguments)| {
            name.len() > 1
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
                && (arguments.contains('=') || arguments.contains('"') || name.contains('_'))
        })
    })
}

/// Whether two lines or more are items of a list, or one is a heading or a quotation.
fn is_listed(text: &str) -> bool {
    let item = |line: &&str| {
        let line = line.trim_start();
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
        line.starts_with("- ")
            || line.starts_with("* ")
            || line.starts_with(". ")
            || line.starts_with("— ")
            || (number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") ")))
    };
    text.lines().filter(item).count() >= 2
        || text.lines().any(|line| line.starts_with("# ") || line.starts_with("> "))
}

/// Whether a text holds words of dots and dashes alone.
fn is_morse(text: &str) -> bool {
    let is_morse = |token: &&str| token.chars().all(|c| matches!(c, '.' | '-' | '–' | '—' | '_'));
    text.split_whitespace().filter(is_morse).count() >= 4
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::refuses;

    #[test]
    fn what_is_for_programs_is_refused() {
        for reply in [
            "```rust\nfn main()```",
            "**Важно**: не забудь",
            "*улыбается* привет",
            "_sighs_ ok",
            "<b>привет</b>",
            "<system>ok",
            "{\"tool\": \"send\"}",
            "{'reply': 'ok'}",
            "send_message(chat=1)",
            "transfer(to=\"x\")",
            "<|im_start|>assistant",
            "[INST] ok [/INST]",
            "<<SYS>>",
            "- раз\n- два",
            "1. one\n2. two",
            "# Ответ",
            "> цитата",
            "[сайт](evil)",
            "-.- .- -. .- .-. -.--",
            "вот <phone>",
            "строка\\nстрока",
        ] {
            assert!(refuses(Rule::Markup, "привет", reply), "{reply}");
        }
    }

    #[test]
    fn how_people_write_is_no_markup() {
        for reply in [
            "люблю <3",
            "2*2=4, а 3*3=9",
            "ну (как всегда) да",
            "- ага",
            "ок :* )",
            "x > y",
            "ну... да - так и есть",
            "1) и так видно",
            "а_б",
        ] {
            assert!(!refuses(Rule::Markup, "привет", reply), "{reply}");
        }
    }
}
