//! What is wrong with a command line, in the language of the user.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::Write;
use std::net::AddrParseError;
use std::num::{IntErrorKind, ParseIntError};

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::language::{Texts, text};
use crate::maker::told as told_of_model;
use crate::trouble::{of_choice, shortened};

/// Prints the help that was asked for, or what is wrong, and ends the process.
pub(super) fn end(texts: &Texts, error: &clap::Error, command: &str) -> ! {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
        _ => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(std::io::stderr(), "{}", explain(texts, error, command));
            std::process::exit(error.exit_code())
        }
    }
}

/// Two words that do not go together.
pub(super) fn conflict(word: &str, other: &str) -> clap::Error {
    let mut error = clap::Error::new(ErrorKind::ArgumentConflict);
    for (kind, word) in [(ContextKind::InvalidArg, word), (ContextKind::PriorArg, other)] {
        error.insert(kind, ContextValue::String(word.to_owned()));
    }
    error
}

/// The command that words name, e.g. `aitwin exemplars strike`: what clap says of a bad value does not
/// tell where it stands.
pub(super) fn named(command: &Command, arguments: &[OsString]) -> String {
    let mut names = vec!["aitwin"];
    let mut at = command;
    let mut words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix("--") {
            let takes_a_value = at
                .get_arguments()
                .find(|known| known.get_long() == Some(option))
                .is_some_and(|known| known.get_action().takes_values());
            if takes_a_value {
                words.next();
            }
        } else if let Some(found) = at.find_subcommand(word) {
            names.push(found.get_name());
            at = found;
        }
    }
    names.join(" ")
}

/// What is wrong, how it is used, and where there is more: with a command, unless clap knows which.
fn explain(texts: &Texts, error: &clap::Error, command: &str) -> String {
    let mut what = what(texts, error).unwrap_or_else(|| error.kind().to_string());
    let suggestions =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(suggestion) = suggestions.into_iter().find_map(|kind| told(error, kind)) {
        what = format!("{what} {}", text!(texts, "usage-perhaps", suggestion = suggestion));
    }
    let mut lines = vec![text!(texts, "trouble-line", what = what)];
    let mut command = command.to_owned();
    if let Some(usage) = told(error, ContextKind::Usage) {
        let usage = usage.trim_start_matches("Usage: ");
        lines.push(format!("{} {usage}", text!(texts, "help-usage")));
        let words = usage.split(' ').take_while(|word| !word.starts_with(['[', '<', '-']));
        command = words.collect::<Vec<_>>().join(" ");
    }
    lines.push(text!(texts, "usage-more", command = command));
    lines.join("\n\n")
}

fn what(texts: &Texts, error: &clap::Error) -> Option<String> {
    // What may stand several times ends in dots, which are none of a sentence.
    let argument = told(error, ContextKind::InvalidArg).map(|argument| argument.replace("...", ""));
    let value = told(error, ContextKind::InvalidValue).filter(|value| !value.is_empty());
    let value = value.map(|value| shortened(&value));
    Some(match error.kind() {
        ErrorKind::UnknownArgument => text!(texts, "usage-unknown", argument = argument?),
        ErrorKind::InvalidSubcommand => {
            let command = told(error, ContextKind::InvalidSubcommand)?;
            text!(texts, "usage-no-such-command", command = command)
        }
        ErrorKind::InvalidValue => {
            let said = match value {
                Some(value) => {
                    text!(texts, "usage-value", argument = argument?, value = value)
                }
                None => text!(texts, "usage-no-value", argument = argument?),
            };
            match told(error, ContextKind::ValidValue).filter(|values| !values.is_empty()) {
                Some(values) => format!("{said} {}", text!(texts, "usage-values", values = values)),
                None => said,
            }
        }
        ErrorKind::ValueValidation => {
            let source = error.source();
            let model = source.and_then(|source| source.downcast_ref::<models::Error>());
            if let Some(error) = model {
                return Some(of_choice(texts, &told_of_model(error)));
            }
            let said = text!(texts, "usage-value", argument = argument?, value = value?);
            match source.and_then(|source| needed(texts, source)) {
                Some(needed) => format!("{said} {needed}"),
                None => said,
            }
        }
        ErrorKind::TooManyValues => {
            text!(texts, "usage-too-much", argument = argument?, value = value?)
        }
        ErrorKind::MissingRequiredArgument => {
            text!(texts, "usage-missing", arguments = argument?)
        }
        ErrorKind::MissingSubcommand => {
            let commands = told(error, ContextKind::ValidSubcommand)?;
            text!(texts, "usage-no-command", commands = commands)
        }
        ErrorKind::ArgumentConflict => {
            let (argument, others) = (argument?, told(error, ContextKind::PriorArg)?);
            let others = others.replace("...", "");
            if argument == others {
                text!(texts, "usage-twice", argument = argument)
            } else {
                text!(texts, "usage-conflict", argument = argument, others = others)
            }
        }
        ErrorKind::InvalidUtf8 => text!(texts, "usage-not-text"),
        _ => return None,
    })
}

/// What should stand there instead.
fn needed(texts: &Texts, source: &(dyn std::error::Error + 'static)) -> Option<String> {
    if let Some(error) = source.downcast_ref::<ParseIntError>() {
        return Some(match error.kind() {
            IntErrorKind::Zero => text!(texts, "usage-above-zero"),
            _ => text!(texts, "usage-number"),
        });
    }
    source.is::<AddrParseError>().then(|| text!(texts, "usage-address"))
}

/// What clap knows of an error.
fn told(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches;

    use super::*;
    use crate::cli::{Cli, checked, help};
    use crate::language::Language;

    fn said(language: Language, line: &str) -> String {
        let texts = language.texts();
        let mut command = help::described(&texts);
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let matches = command.try_get_matches_from_mut(&arguments);
        let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches)).and_then(checked);
        explain(&texts, &cli.expect_err(line), &named(&command, &arguments))
    }

    #[test]
    fn what_is_wrong_is_said_in_both_languages() {
        for (line, english, russian) in [
            (
                "aitwin serve --pase human",
                "--pase is not known",
                "--pase здесь неизвестен. Может быть, --pace?",
            ),
            (
                "aitwin exemplers",
                "no command exemplers",
                "Команды exemplers нет. Может быть, exemplars?",
            ),
            (
                "aitwin serve --pace slow",
                "human, brisk, instant",
                "slow не подходит для --pace <ТЕМП>. Возможны: human, brisk, instant.",
            ),
            ("aitwin serve --pace", "needs a value", "Для --pace <ТЕМП> нужно значение"),
            (
                "aitwin serve --http me",
                "such as 127.0.0.1:8080",
                "Нужен адрес вида 127.0.0.1:8080.",
            ),
            (
                "aitwin eval --contexts 0",
                "0 will not do for --contexts",
                "0 не подходит для --contexts <ЧИСЛО>. Нужно число больше нуля.",
            ),
            (
                "aitwin eval --model foo",
                "foo names no provider of models",
                "foo не называет сервис моделей",
            ),
            ("aitwin eval --model gemini:", "Which model of gemini?", "Какая модель у gemini?"),
            ("aitwin eval --bootstraps x", "A number is needed", "Нужно число."),
            ("aitwin import", "missing: <FILE>.", "Не указано: <ФАЙЛ>."),
            (
                "aitwin answer --out x",
                "--history <FILE>, --contexts <FILE>",
                "--history <ФАЙЛ>, --contexts <ФАЙЛ>",
            ),
            ("aitwin serve --http 127.0.0.1:1 --http 127.0.0.1:2", "only once", "только один раз"),
            (
                "aitwin eval --task t --select=yes",
                "takes no value yes",
                "Для --select значение yes лишнее",
            ),
            (
                "aitwin exemplars --chat 5 strike 1@5",
                "--chat cannot stand with strike",
                "--chat нельзя указывать вместе с strike",
            ),
            ("aitwin profile here", "here is not known", "here здесь неизвестен"),
        ] {
            for (language, sign) in [(Language::En, english), (Language::Ru, russian)] {
                let said = said(language, line);
                assert!(said.contains(sign), "{line}: {said}");
                assert!(said.contains("--help"), "{line}: {said}");
            }
        }
        let said = said(Language::Ru, "aitwin eval --history f --select s");
        assert!(said.contains("Использование: aitwin eval [ПАРАМЕТРЫ] [ОТВЕТЫ]..."), "{said}");
        assert!(said.ends_with("Подробнее: aitwin eval --help"), "{said}");
    }

    #[test]
    fn more_is_in_the_help_of_the_very_command() {
        for (line, command) in [
            ("aitwin eval --contexts 0", "eval"),
            ("aitwin --lang en eval --bootstraps x", "eval"),
            ("aitwin exemplars --data relations --limit x", "exemplars"),
            ("aitwin relations set x work", "relations set"),
            ("aitwin answer --history a --contexts b --out c --model foo", "answer"),
            ("aitwin exemplars --chat 5 strike 1@5", "exemplars strike"),
        ] {
            let said = said(Language::En, line);
            assert!(said.ends_with(&format!("More: aitwin {command} --help")), "{line}: {said}");
        }
    }

    #[test]
    fn a_long_value_is_not_echoed_whole() {
        for option in ["--model", "--contexts"] {
            let said = said(Language::En, &format!("aitwin eval {option} {}", "я".repeat(9_000)));
            assert!(said.chars().count() < 500, "{said}");
        }
    }

    #[test]
    fn nothing_that_is_said_is_left_unheard() {
        for line in [
            "--history f --select",
            "--history f --select s",
            "--history f s",
            "s",
            "--select",
            "--account 01ARZ3NDEKTSV4RRFFQ69G5FAV s",
            "--html h s",
            "--seed 5 s",
            "--history f --data d",
            "--history f --account 01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "--owner 5",
            "--owner 5 --task t",
            "--owner 5 --account 01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "--task t --data d",
            "--task t --chat 5",
            "--task t --contexts 5",
        ] {
            said(Language::En, &format!("aitwin eval {line}"));
        }
        for line in ["--find x restore 1@2", "--struck strike 1@2", "--limit 3 strike 1@2", "1@2"] {
            said(Language::En, &format!("aitwin exemplars {line}"));
        }
        said(Language::En, "aitwin answer --history a --contexts b --out c d");
    }
}
