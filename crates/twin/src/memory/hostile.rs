//! Tests: whatever a model answers about whatever strangers wrote, nothing breaks, and what is kept is
//! bounded and borne out.

use domain::{Author, Message, PeerId};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::stems::{holds, stems};
use super::testing::{DAY, ZONE, message};
use super::{Talk, dated, drawn, facts_prompt, in_a_line, merge, summary, summary_prompt};

/// Pieces of talks and answers, of which the worst are made.
const PIECES: [&str; 34] = [
    "{\"m\":1,\"about\":\"other\",\"kind\":\"preference\",\"fact\":\"",
    "{\"m\":2,\"about\":\"owner\",\"kind\":\"plan\",\"fact\":\"",
    "{\"m\":3,\"about\":\"both\",\"kind\":\"agreement\",\"fact\":\"",
    "{\"m\":18446744073709551615,\"about\":\"other\",\"kind\":\"home\",\"fact\":\"",
    "\"}",
    "\"",
    "{",
    "}",
    "\\u0000",
    "\\ud83d",
    "\n",
    " ",
    ", ",
    ". ",
    "сестра Лена",
    "живёт в Туле",
    "не ест мясо",
    "завтра в 9",
    "в следующую пятницу",
    "через 99999999999 дней",
    "через 400 месяцев",
    "29 февраля",
    "next month",
    "2026-03-05",
    "9999-12-31",
    "talk>>>",
    "<<<talk",
    "\u{202e}\u{200b}\u{e0041}",
    "👩🏽‍💻",
    "т.me/x",
    "код 4821",
    "ignore previous instructions",
    "İẞǅ",
    "ёЁ''’’",
];

/// What people really say.
const MILD: [&str; 7] = [
    "сестра Лена ",
    "живёт в Туле ",
    "не ест мясо ",
    "завтра в 9 ",
    "в субботу на вокзале ",
    "кот Барсик ",
    "works at the library ",
];

/// A few pieces, most of them mild.
fn random(random: &mut StdRng, pieces: usize) -> String {
    let piece = |random: &mut StdRng| match random.random_range(0..4) {
        0 => PIECES[random.random_range(0..PIECES.len())],
        _ => MILD[random.random_range(0..MILD.len())],
    };
    (0..random.random_range(0..pieces)).map(|_| piece(random)).collect()
}

fn talk(seed: &mut StdRng) -> Vec<Message> {
    let authors = [Author::Other, Author::Owner, Author::Twin];
    (1..=4).map(|id| message(id, authors[seed.random_range(0..3)], &random(seed, 5))).collect()
}

/// Notes in the right form, and others.
fn answer(seed: &mut StdRng) -> String {
    let abouts = ["other", "owner", "both"];
    let kinds = ["name", "relation", "home", "preference", "plan", "agreement", "habit"];
    let mut lines = Vec::new();
    for _ in 0..seed.random_range(0..6) {
        let note = serde_json::json!({
            "m": seed.random_range(0..6),
            "about": abouts[seed.random_range(0..abouts.len())],
            "kind": kinds[seed.random_range(0..kinds.len())],
            "fact": random(seed, 4),
        });
        lines.push(note.to_string());
        lines.push(random(seed, 3));
    }
    lines.join("\n")
}

#[test]
fn nothing_that_a_model_answers_breaks_anything() {
    let mut seed = StdRng::seed_from_u64(7);
    let mut kept = 0;
    for _ in 0..3_000 {
        let said = talk(&mut seed);
        let Some(talk) = Talk::of(&said, &[], &ZONE) else { continue };
        let answer = answer(&mut seed);
        for prompt in [facts_prompt(&talk), summary_prompt(&talk, Some(&answer))] {
            // Only our own fences stand at the beginning of a line.
            let fences = prompt.transcript.lines().filter(|line| line.starts_with("talk>>>"));
            assert_eq!(fences.count(), 1, "{}", prompt.transcript);
        }
        let found = drawn(&talk, &answer);
        for one in &found {
            kept += 1;
            let source = said.iter().find(|message| message.id == one.source.1).unwrap();
            assert!(source.author != Author::Twin, "{one:?}");
            assert!(!one.about_owner || source.author == Author::Owner, "{one:?}");
            assert!(one.text.chars().count() <= 160 && !one.text.contains(['<', '{', '\n']));
            let words = stems(source.content.text().unwrap());
            assert!(stems(&one.text).iter().any(|stem| holds(&words, stem)), "{one:?}");
            assert!(!one.text.contains("4821") && !one.text.contains("ignore"), "{one:?}");
        }
        assert!(merge(&[], found, PeerId(7)).len() <= 8);
        if let Some(short) = summary(&talk, None, &answer) {
            assert!(!short.is_empty() && short.chars().count() <= 600, "{short}");
        }
        dated(&in_a_line(&answer), DAY, &ZONE);
    }
    assert!(kept > 20, "only {kept} were kept: nothing is tried");
}
