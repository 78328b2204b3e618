//! The language of the command line: what `--lang` says, else the system's.

use std::ffi::OsString;

use clap::ValueEnum;
use domain::policy::DisclosureWords;
use i18n_embed::LanguageLoader;
use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use rust_embed::RustEmbed;

/// A language of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    En,
    Ru,
}

/// A text whose key and arguments are checked while compiling.
macro_rules! text {
    ($texts:expr, $($key_and_arguments:tt)+) => {
        ::i18n_embed_fl::fl!($texts.loader, $($key_and_arguments)+)
    };
}
pub(crate) use text;

#[derive(RustEmbed)]
#[folder = "i18n/"]
struct Files;

impl Language {
    /// What the system asks for (`LC_ALL`, `LC_MESSAGES`, `LANG`); English if that is neither.
    pub(crate) fn of_system() -> Self {
        match sys_locale::get_locale() {
            Some(locale) if locale.starts_with("ru") => Self::Ru,
            _ => Self::En,
        }
    }

    /// The value of `--lang`, read before clap does, so that clap itself speaks it.
    pub(crate) fn of_arguments(arguments: &[OsString]) -> Option<Self> {
        let mut words = arguments.iter().filter_map(|argument| argument.to_str());
        let value = words.find_map(|word| word.strip_prefix("--lang"))?;
        let value = match value.strip_prefix('=') {
            Some(value) => value,
            None => words.next()?,
        };
        Self::from_str(value, true).ok()
    }

    fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// The texts in this language.
    pub(crate) fn texts(self) -> Texts {
        let loader = fluent_language_loader!();
        let language =
            self.code().parse().expect("the codes of the languages above are well-formed");
        loader.load_languages(&Files, &[language]).expect("the embedded texts are well-formed");
        // The marks that keep text of both directions apart are shown as boxes by some terminals.
        loader.set_use_isolating(false);
        Texts { loader, language: self }
    }
}

/// The texts of the command line.
pub(crate) struct Texts {
    pub(crate) loader: FluentLanguageLoader,
    language: Language,
}

impl Texts {
    /// The same texts once more, for whoever keeps them.
    pub(crate) fn again(&self) -> Self {
        self.language.texts()
    }

    /// The language's code, for pages.
    pub(crate) fn code(&self) -> &'static str {
        self.language.code()
    }

    /// A number with so many decimals, as this language writes it.
    pub(crate) fn decimal(&self, number: f64, decimals: usize) -> String {
        let written = format!("{number:.decimals$}");
        match self.language {
            Language::En => written,
            Language::Ru => written.replace('.', ","),
        }
    }

    /// How people are told that a twin writes to them: in their language, or in this one where it is not
    /// known.
    pub(crate) fn disclosure_words(&self) -> DisclosureWords {
        let words = |texts: &Self| text!(texts, "disclosure-text");
        let of = |language: &Language| (language.code(), words(&language.texts()));
        let by_language = Language::value_variants().iter().map(of).collect();
        DisclosureWords { by_language, otherwise: words(self) }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.loader.has(key)
    }

    /// The text of a key that is made at run time; the test of the help walks them all.
    pub(crate) fn get(&self, key: &str) -> String {
        self.loader.get(key)
    }
}
