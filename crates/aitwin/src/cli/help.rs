//! The help, in the language of the user.
//!
//! Every command and argument has a text: `help-COMMAND`, and `help-COMMAND-ARGUMENT` or, where it
//! means the same everywhere, `help-ARGUMENT`; a command of a command likewise. What clap itself says
//! in help is in English, so all of it is said here instead.

use clap::builder::{PossibleValue, Styles};
use clap::{Arg, Command, CommandFactory};

use super::Cli;
use crate::language::{Texts, text};

/// What stands for options in a usage line of clap's.
const OPTIONS: &str = "[OPTIONS]";

/// The command line with its help in a language.
pub(super) fn described(texts: &Texts) -> Command {
    let mut command = Cli::command();
    // Makes what clap adds of its own, so that it can be described too.
    command.build();
    describe(command, "help", texts).after_help(texts.get("help-after"))
}

fn describe(command: Command, key: &str, texts: &Texts) -> Command {
    let heading = Styles::styled();
    let heading = heading.get_usage();
    let usage = text!(texts, "help-usage");
    let mut command = command
        .about(texts.get(key))
        .help_template(format!(
            "{{about-with-newline}}\n{heading}{usage}{heading:#} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading(text!(texts, "help-commands"))
        .subcommand_value_name(text!(texts, "value-command"))
        .mut_args(|arg| describe_argument(arg, key, texts));
    let usage = command.render_usage().to_string();
    let usage =
        usage.trim_start_matches("Usage: ").replace(OPTIONS, &text!(texts, "value-options"));
    command = command.override_usage(usage);
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |sub| {
            if name == "help" {
                // Under it stands all that stands beside it.
                describe(sub, key, texts).about(text!(texts, "help-help"))
            } else {
                describe(sub, &format!("{key}-{name}"), texts)
            }
        });
    }
    command
}

fn describe_argument(arg: Arg, key: &str, texts: &Texts) -> Arg {
    let heading = if arg.is_positional() {
        text!(texts, "help-arguments")
    } else {
        text!(texts, "help-options")
    };
    let mut parts: Vec<String> =
        key_of(key, arg.get_id().as_str(), texts).map(|key| texts.get(&key)).into_iter().collect();
    let mut arg = arg.help_heading(heading);
    if arg.get_action().takes_values() {
        let values = arg.get_possible_values();
        if !values.is_empty() {
            let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
            parts.push(text!(texts, "help-values", values = names.join(", ")));
        }
        let defaults: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !defaults.is_empty() {
            parts.push(text!(texts, "help-default", value = defaults.join(" ")));
        }
        let names: Vec<String> = arg
            .get_value_names()
            .into_iter()
            .flatten()
            .map(|name| value_name(name, texts))
            .collect();
        arg = arg.hide_possible_values(true).hide_default_value(true).value_names(names);
    }
    arg.help(parts.join(" ")).long_help(None)
}

/// What stands for a value, e.g. `FILE`.
fn value_name(name: &str, texts: &Texts) -> String {
    let key = format!("value-{}", name.to_ascii_lowercase());
    if texts.has(&key) { texts.get(&key) } else { name.to_owned() }
}

/// The key of an argument's text: that of the command, else of the one it belongs to, else of all.
fn key_of(command: &str, arg: &str, texts: &Texts) -> Option<String> {
    let arg = arg.replace('_', "-");
    let mut command = Some(command);
    while let Some(prefix) = command {
        let key = format!("{prefix}-{arg}");
        if texts.has(&key) {
            return Some(key);
        }
        command = prefix.rsplit_once('-').map(|(prefix, _)| prefix);
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::language::Language;

    /// Calls `look` with every command there is, and its key.
    fn walk(command: &Command, key: &str, look: &mut dyn FnMut(&Command, &str)) {
        look(command, key);
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            walk(sub, &format!("{key}-{}", sub.get_name()), look);
        }
    }

    #[test]
    fn help_describes_everything_in_both_languages() {
        Cli::command().debug_assert();
        for language in [Language::En, Language::Ru] {
            let texts = language.texts();
            let mut command = Cli::command();
            command.build();
            walk(&command, "help", &mut |command, key| {
                assert!(texts.has(key), "{language:?} has no {key}");
                for arg in command.get_arguments() {
                    let id = arg.get_id().as_str();
                    assert!(key_of(key, id, &texts).is_some(), "{language:?}: {key} {id}");
                    for name in arg.get_value_names().into_iter().flatten() {
                        let named = format!("value-{}", name.to_ascii_lowercase());
                        assert!(
                            !arg.get_action().takes_values() || texts.has(&named),
                            "{key}: {name}"
                        );
                    }
                }
            });
        }
    }

    /// Words that are written so in Russian as well.
    const SAME: [&str; 27] = [
        "HTTP",
        "AI",
        "Twin",
        "Telegram",
        "Desktop",
        "JSON",
        "TOML",
        "SQLite",
        "SHA-256",
        "SHA256",
        "Whisper",
        "ggml",
        "Piper",
        "onnx",
        "PostgreSQL",
        "Bot",
        "API",
        "ID",
        "id",
        "aitwin",
        "AITWIN",
        "result",
        "contexts",
        "select",
        "replies",
        "json",
        "age",
    ];

    /// What else is to be typed as it stands.
    const TYPED: [&str; 10] = [
        "read,answer,send,manage,login",
        "model.key_file",
        "model.prices",
        "postgres://user:password@host/database",
        "127.0.0.1",
        "jsonl",
        "gemini:gemini-2.5-flash",
        "ollama:gemma3",
        "age1…",
        "AGE-SECRET-KEY-1…",
    ];

    #[test]
    fn help_in_russian_is_in_russian_throughout() {
        let texts = Language::Ru.texts();
        let command = described(&texts);
        let mut known: BTreeSet<String> = SAME.map(str::to_owned).into();
        walk(&command, "help", &mut |command, _| {
            known.insert(command.get_name().to_owned());
            for arg in command.get_arguments() {
                known.extend(arg.get_long().map(str::to_owned));
                known.extend(arg.get_short().map(String::from));
                let values = arg.get_possible_values();
                known.extend(values.iter().map(|value| value.get_name().to_owned()));
                let defaults = arg.get_default_values().iter();
                known.extend(defaults.map(|value| value.to_string_lossy().into_owned()));
            }
        });
        // Defaults that are written into texts, and the help's own command.
        known.extend(["data", "human", "help"].map(str::to_owned));
        let mut helps = 0;
        walk(&command, "help", &mut |command, key| {
            helps += 1;
            let mut command = command.clone();
            for help in [command.render_help(), command.render_long_help()] {
                let mut help = help.to_string();
                assert!(help.contains("Использование: aitwin"), "{help}");
                for typed in TYPED {
                    help = help.replace(typed, "");
                }
                let is_word = |c: char| c.is_alphanumeric() || "-_/".contains(c);
                let words = help.split(|c: char| !is_word(c)).map(|word| word.trim_matches('-'));
                let foreign: Vec<&str> = words
                    .filter(|word| word.contains(|c: char| c.is_ascii_alphabetic()))
                    .filter(|word| !known.contains(*word) && !word.starts_with("AITWIN_"))
                    .collect();
                assert!(foreign.is_empty(), "{key}: {foreign:?} in\n{help}");
            }
        });
        assert!(helps > 12, "{helps}");
    }
}
