//! What is said beside a field: what it is for, and why what stood in it was not taken. Whoever hears a page and does
//! not see it is told both with the field; so each field names where they stand.

use maud::{Markup, html};

/// Where it is said why a form was not taken.
const PROBLEM: &str = "problem";

/// Why a form was not taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NotTaken<'a> {
    /// In words.
    pub(crate) words: &'a str,
    /// The name of the field that it is due to, where it is due to one.
    pub(crate) field: Option<&'static str>,
}

impl NotTaken<'_> {
    /// Whether this field is why.
    pub(crate) fn is_due_to(&self, field: &str) -> bool {
        self.field == Some(field)
    }
}

/// What is said beside a field, by the ids of what says it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    hint: Option<&'a str>,
    problem: Option<&'a str>,
}

impl<'a> Beside<'a> {
    /// A field of which nothing is said but why its form was not taken, if that is due to it.
    pub(crate) fn problem_if(is_wrong: bool) -> Self {
        Self::default().wrong_if(is_wrong)
    }

    /// A field with a hint.
    pub(crate) fn hint(id: &'a str) -> Self {
        Self { hint: Some(id), problem: None }
    }

    /// The same, if what stood in it is why its form was not taken.
    pub(crate) fn wrong_if(self, is_wrong: bool) -> Self {
        self.wrong_at(is_wrong.then_some(PROBLEM))
    }

    /// The same, where a place of its own says what is wrong with it.
    pub(crate) fn wrong_at(self, place: Option<&'a str>) -> Self {
        Self { problem: place, ..self }
    }

    /// For `aria-describedby`: what is wrong comes first.
    pub(crate) fn by(self) -> Option<String> {
        let ids: Vec<&str> = self.problem.into_iter().chain(self.hint).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// For `aria-invalid`.
    pub(crate) fn is_wrong(self) -> Option<&'static str> {
        self.problem.map(|_| "true")
    }
}

/// Why a form was not taken, above its fields.
pub(crate) fn problem(words: Option<&str>) -> Markup {
    html! { @if let Some(words) = words { p.problem id=(PROBLEM) role="alert" { (words) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_before_the_hint() {
        let plain = Beside::problem_if(false);
        assert_eq!((plain.by(), plain.is_wrong()), (None, None));
        let hinted = Beside::hint("about");
        assert_eq!((hinted.by().as_deref(), hinted.is_wrong()), (Some("about"), None));
        let wrong = hinted.wrong_if(true);
        assert_eq!(
            (wrong.by().as_deref(), wrong.is_wrong()),
            (Some("problem about"), Some("true"))
        );
        assert_eq!(wrong.wrong_at(Some("why")).by().as_deref(), Some("why about"));
    }
}
