//! The reply is what the owner writes, and nothing about it: no stage directions, no roles.

use style::language::words;

use super::super::phrases::{begins, held, holds, holds_any};
use super::Outcome;
use super::fold::fold;
use super::reply::Reply;

/// Russian, English: who speaks, as transcripts have it before a colon.
const ROLES: &[&str] = &[
    "system",
    "user",
    "assistant",
    "human",
    "ai",
    "bot",
    "model",
    "owner",
    "me",
    "you",
    "them",
    "other",
    "twin",
    "reply",
    "answer",
    "response",
    "output",
    "message",
    "final answer",
    "translation",
    "note",
    "disclaimer",
    "система",
    "пользователь",
    "ассистент",
    "помощник",
    "человек",
    "ии",
    "бот",
    "модель",
    "владелец",
    "я",
    "ты",
    "он",
    "она",
    "собеседник",
    "двойник",
    "ответ",
    "вывод",
    "сообщение",
    "перевод",
    "примечание",
    "дисклеймер",
    "мой ответ",
    "my reply",
    "my answer",
    "the reply",
    "reply as owner",
];

/// Russian, English: tells that somebody says or does something.
const TELLS: &[&str] = &[
    "he replies",
    "she replies",
    "he writes",
    "she writes",
    "he says",
    "she says",
    "the owner",
    "as the owner",
    "the user wants",
    "the user is asking",
    "the user asks",
    "the user says",
    "the user said",
    "heres the reply",
    "here is the reply",
    "heres a reply",
    "here is a reply",
    "heres my response",
    "here is my response",
    "here is your",
    "heres your",
    "owner would say",
    "would reply",
    "отвечает владелец",
    "владелец отвечает",
    "владелец бы",
    "владельца чата",
    "он отвечает",
    "она отвечает",
    "вот ответ",
    "вот мой ответ",
    "вот вариант ответа",
    "вариант ответа",
    "вот возможный ответ",
    "возможный ответ",
    "пользователь спрашивает",
    "собеседник спрашивает",
    "собеседнику",
    "от лица владельца",
    "в стиле владельца",
    "in the style of",
];

/// Russian, English: what stands between brackets as a stage direction.
const ACTS: &[&str] = &[
    "улыбается",
    "смеется",
    "вздыхает",
    "думает",
    "пауза",
    "молчит",
    "кивает",
    "пожимает",
    "подмигивает",
    "печатает",
    "smiles",
    "laughs",
    "sighs",
    "thinks",
    "pauses",
    "nods",
    "shrugs",
    "winks",
    "typing",
    "grins",
    "chuckles",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let narrates = reply
        .folded
        .iter()
        .flat_map(|text| text.lines())
        .any(|line| has_role(line, reply) || has_time(line) || acts(line))
        || held(&reply.words, TELLS).any(|tells| !holds(&reply.backed, tells));
    narrates.then_some(Outcome::Refuse)
}

/// Whether a line begins as one of a transcript: with a role, or a name of the prompt, and a colon.
fn has_role(line: &str, reply: &Reply<'_>) -> bool {
    let Some((label, rest)) = line.split_once(':') else { return false };
    let label = words(label.trim_start_matches(['[', '(', '<', '-', '*']));
    let listed =
        ROLES.iter().any(|role| begins(&label, role) && role.split(' ').count() == label.len());
    let names = reply
        .made
        .instructions
        .iter()
        .any(|text| fold(text).contains(&format!("{}:", label.join(" "))));
    !label.is_empty()
        && label.len() <= 3
        && !rest.starts_with(['/', ')', '('])
        && !rest.starts_with(|c: char| c.is_ascii_digit())
        && (listed || names)
}

/// Whether a line begins with a time in brackets, as a log does.
fn has_time(line: &str) -> bool {
    let line = line.trim_start();
    line.strip_prefix(['[', '(']).is_some_and(|rest| {
        rest.split([']', ')']).next().is_some_and(|inner| {
            inner.contains(':')
                && inner.chars().all(|c| c.is_ascii_digit() || ":.,-/ tz".contains(c))
        })
    })
}

fn acts(line: &str) -> bool {
    line.split(['(', '[']).skip(1).any(|rest| {
        let inner = words(rest.split([')', ']']).next().unwrap_or_default());
        inner.len() <= 4 && holds_any(&inner, ACTS)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, refuses};

    #[test]
    fn roles_and_stage_directions_are_refused() {
        for reply in [
            "Assistant: привет",
            "Владелец: привет",
            "Ответ: да",
            "Reply: sure",
            "[12:30] привет",
            "(улыбается) привет",
            "[sighs] ok",
            "Вот вариант ответа, который подойдёт",
            "The owner would say yes",
            "Here's a reply you can use",
        ] {
            assert!(refuses(Rule::Narration, "привет", reply), "{reply}");
        }
        let mut case = Case::asked("привет");
        case.instructions = vec!["Наташа: привет\nИлья: хай"];
        assert!(case.refuses(Rule::Narration, "Наташа: и что?"));
    }

    #[test]
    fn colons_and_brackets_of_people_pass() {
        for reply in
            ["план такой: спать", "в 12:30", "(ну да)", "я:)", "ок :)", "итого: норм", "me :("]
        {
            assert!(!refuses(Rule::Narration, "привет", reply), "{reply}");
        }
    }
}
