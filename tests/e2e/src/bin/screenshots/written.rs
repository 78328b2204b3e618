//! What a made-up model writes, for the pages that only a model fills.

use serde_json::json;

/// A short talk in one language, and what the model makes of it.
#[derive(Clone, Copy)]
pub(crate) struct Scene {
    /// What the contact tells.
    pub(crate) tells: &'static str,
    /// What the model would answer.
    answers: [&'static str; 4],
    /// What it notes of that: the kind, and the fact.
    notes: [(&'static str, &'static str); 2],
    /// The talk in short.
    summary: &'static str,
    /// What the contact asks that only the owner can know.
    pub(crate) asks: &'static str,
    /// What the model would answer.
    guesses: [&'static str; 4],
}

const ENGLISH: Scene = Scene {
    tells: "guess what, my sister Kate got a job at the zoo",
    answers: [
        "haha nice! best job ever",
        "oh nice, tell her congrats",
        "I promise to visit her every day",
        "wow that's great news",
    ],
    notes: [("relation", "sister Kate"), ("work", "Kate got a job at the zoo")],
    summary: "Kate, Tom's sister, got a job at the zoo. They want to call tomorrow.",
    asks: "what time can you call tomorrow?",
    guesses: ["7 pm works for me", "let's say 7 pm", "around 7 pm?", "8 am sharp"],
};

const RUSSIAN: Scene = Scene {
    tells: "прикинь, у меня теперь щенок, зовут Батон. и мяса больше не ем",
    answers: [
        "ахах батон",
        "ого, щенок это сильно",
        "обещаю приехать завтра к батону",
        "батон красава",
    ],
    notes: [("relation", "щенок, зовут Батон"), ("preference", "мяса больше не ем")],
    summary: "У Лёхи щенок Батон, мяса он больше не ест. Завтра хотят покататься.",
    asks: "во сколько завтра катаем?",
    guesses: ["давай в 10", "в 10 у моста", "часов в 10", "в 9 погнали"],
};

impl Scene {
    /// That of a language.
    pub(crate) fn of(language: &str) -> Self {
        if language == "en" { ENGLISH } else { RUSSIAN }
    }

    /// What the model goes on with.
    pub(crate) fn writes(&self, rules: &str, talk: &str) -> Vec<String> {
        let texts = |texts: [&str; 4]| texts.map(|text| format!(" {text}")).to_vec();
        if rules.contains("short notes") {
            return vec![self.notes_on(talk)];
        }
        if rules.contains("in short") {
            return vec![self.summary.to_owned()];
        }
        let end: String = talk.lines().rev().take(3).collect();
        if end.contains(self.asks) { texts(self.guesses) } else { texts(self.answers) }
    }

    /// Its notes on a talk, whose lines are numbered.
    fn notes_on(&self, talk: &str) -> String {
        let line = talk.lines().find(|line| line.ends_with(self.tells));
        let number = line.and_then(|line| line.split(' ').next()?.parse::<usize>().ok());
        let Some(number) = number else { return "-".to_owned() };
        let notes = self.notes.iter().map(|(kind, fact)| {
            json!({"m": number, "about": "other", "kind": kind, "fact": fact}).to_string()
        });
        notes.collect::<Vec<_>>().join("\n")
    }
}
