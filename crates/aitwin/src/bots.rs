//! What bots say by themselves, to commands: in the language of who asks, if it is one of ours.

use domain::CommandWords;
use engine::{BotAnswer, BotWords};

use crate::language::{Language, Texts, text};

/// The words.
pub(crate) struct Words {
    en: Texts,
    ru: Texts,
}

impl Words {
    pub(crate) fn new() -> Self {
        Self { en: Language::En.texts(), ru: Language::Ru.texts() }
    }

    /// The texts for a language as apps name it, `ru` or `pt-br`; English for those that are not ours.
    fn texts(&self, language: Option<&str>) -> &Texts {
        let primary = language.and_then(|language| language.split(['-', '_']).next());
        match primary {
            Some(primary) if primary.eq_ignore_ascii_case("ru") => &self.ru,
            _ => &self.en,
        }
    }
}

impl BotWords for Words {
    fn answer(&self, language: Option<&str>, answer: &BotAnswer) -> String {
        let texts = self.texts(language);
        match answer {
            BotAnswer::Started { owner } => text!(texts, "bot-started", owner = owner.as_str()),
            BotAnswer::Stopped => text!(texts, "bot-stopped"),
            BotAnswer::Help { owner, stopped: false } => {
                text!(texts, "bot-help", owner = owner.as_str())
            }
            BotAnswer::Help { owner, stopped: true } => {
                text!(texts, "bot-help-stopped", owner = owner.as_str())
            }
        }
    }

    fn commands(&self) -> Vec<CommandWords> {
        let of = |texts: &Texts, language: Option<&str>| CommandWords {
            language: language.map(str::to_owned),
            words: [
                text!(texts, "bot-command-start"),
                text!(texts, "bot-command-stop"),
                text!(texts, "bot-command-help"),
            ],
        };
        vec![of(&self.en, None), of(&self.ru, Some("ru"))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_answered_in_their_language_and_told_that_a_program_writes() {
        let words = Words::new();
        let started = BotAnswer::Started { owner: "Илья".to_owned() };
        for (language, program) in [
            (Some("ru"), "программа"),
            (Some("ru-RU"), "программа"),
            (Some("de"), "program"),
            (None, "program"),
        ] {
            let said = words.answer(language, &started);
            assert!(said.contains("Илья") && said.contains(program), "{said}");
            assert!(said.contains("/stop"), "{said}");
        }
        let stopped = words.answer(None, &BotAnswer::Stopped);
        assert!(stopped.contains("/start"), "{stopped}");
        let commands = words.commands();
        assert_eq!(commands[1].language.as_deref(), Some("ru"));
        // As long as Telegram takes them.
        assert!(commands.iter().flat_map(|of| &of.words).all(|word| word.chars().count() <= 256));
    }
}
