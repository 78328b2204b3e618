//! The way around: the pages by groups, as a column beside the page, or on a phone as a drawer, with the most
//! used ones in a bar below. And what a person finds under their own name.
//!
//! To add a page: a line in [`groups`], its name in both languages, a drawing in [`icons`].

use maud::{Markup, html};

use super::needs::count;
use super::{View, Who, switches};
use crate::i18n::t;
use crate::icons;

/// A page of the way around.
struct Entry {
    to: &'static str,
    icon: Markup,
    name: String,
    /// What else counts as being there, by how its path begins.
    also: &'static [&'static str],
    /// How much waits there, and what its number is called on the page.
    waits: Option<(&'static str, u64)>,
    /// Whether it stands in the bar of phones, where there is room for four.
    is_near: bool,
}

/// The pages, group by group; a group without a name has an empty one.
fn groups(view: &View) -> [(String, Vec<Entry>); 4] {
    let lang = view.lang;
    let demo = view.demo.then(|| entry("/demo", icons::demo(), t!(lang, "nav-demo")).near());
    let talks = [
        entry("/inbox", icons::inbox(), t!(lang, "nav-inbox")).waits("waiting", view.needs.drafts),
        entry("/questions", icons::ask(), t!(lang, "nav-questions"))
            .waits("asked", view.needs.questions),
    ];
    let looking_back = [
        entry("/history", icons::history(), t!(lang, "nav-history")),
        entry("/statistics", icons::chart(), t!(lang, "nav-statistics")),
    ];
    [
        (
            String::new(),
            demo.into_iter().chain(talks.map(Entry::near)).chain(looking_back).collect(),
        ),
        (
            t!(lang, "nav-twin"),
            vec![
                entry("/twin", icons::twin(), t!(lang, "nav-twin-profile")),
                entry("/model", icons::model(), t!(lang, "nav-model")),
                entry("/voice", icons::voice(), t!(lang, "nav-voice")).also(&["/voices"]),
            ],
        ),
        (
            t!(lang, "nav-connections"),
            vec![
                entry("/accounts", icons::sent(), t!(lang, "nav-accounts"))
                    .also(&["/login", "/import", "/start", "/try"])
                    .near(),
                entry("/bots", icons::bot(), t!(lang, "nav-bots")),
            ],
        ),
        (
            String::new(),
            vec![
                entry("/settings", icons::settings(), t!(lang, "nav-settings"))
                    .also(&["/me", "/people", "/api", "/confirm"]),
            ],
        ),
    ]
}

fn entry(to: &'static str, icon: Markup, name: String) -> Entry {
    Entry { to, icon, name, also: &[], waits: None, is_near: false }
}

impl Entry {
    fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    fn waits(self, id: &'static str, count: u64) -> Self {
        Self { waits: Some((id, count)), ..self }
    }

    fn near(self) -> Self {
        Self { is_near: true, ..self }
    }

    fn is_here(&self, view: &View) -> bool {
        [self.to].iter().chain(self.also).any(|to| is_at(view, to))
    }

    /// The link; `place` tells the same number in two places apart.
    fn link(&self, view: &View, place: &str) -> Markup {
        html! {
            a href=(self.to) aria-current=[self.is_here(view).then_some("page")] {
                (self.icon) span { (self.name) }
                @if let Some((id, waiting)) = self.waits {
                    " " span.badge id={ (id) (place) } { (count(waiting)) }
                }
            }
        }
    }
}

fn is_at(view: &View, to: &str) -> bool {
    // A conversation stands beside the inbox's list.
    let is_talk = view.path.starts_with("/accounts/") && view.path.contains("/chats/");
    // A twin's pages stand below its account's.
    let below_account = view.path.strip_prefix("/accounts/").and_then(|rest| rest.split_once('/'));
    let is_twin = below_account.is_some_and(|(_, page)| page.starts_with("twin"));
    let path = if is_talk {
        "/inbox"
    } else if is_twin {
        "/twin"
    } else {
        &view.path
    };
    let rest = path.strip_prefix(to);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// The column, which on a phone is a drawer.
pub(super) fn side(view: &View) -> Markup {
    let lang = view.lang;
    html! {
        nav #side .side popover aria-label=(t!(lang, "nav-label")) {
            @for (number, (name, entries)) in groups(view).iter().enumerate() {
                @let id = (!name.is_empty()).then(|| format!("group-{number}"));
                @if let Some(id) = &id { p.group id=(id) { (name) } }
                ul aria-labelledby=[id] {
                    @for entry in entries { li { (entry.link(view, "")) } }
                }
            }
            div.foot {
                @if view.needs.standing.accounts > 0 { (pause(view)) }
                @if let Who::Person { name, is_admin } = &view.who { (person(view, name, *is_admin)) }
                (switches::switches(view))
            }
        }
    }
}

/// The bar of phones.
pub(super) fn bottom(view: &View) -> Markup {
    let lang = view.lang;
    let near = groups(view).into_iter().flat_map(|(_, entries)| entries);
    html! {
        nav.bottom aria-label=(t!(lang, "nav-near")) {
            @for entry in near.filter(|entry| entry.is_near).take(4) { (entry.link(view, "-near")) }
            button type="button" popovertarget="side" { (icons::more()) span { (t!(lang, "nav-more")) } }
        }
    }
}

/// The button that pauses all twins.
fn pause(view: &View) -> Markup {
    let (lang, paused) = (view.lang, view.needs.standing.all_paused());
    let (action, text) = if paused {
        ("/resume", t!(lang, "resume-all"))
    } else {
        ("/pause", t!(lang, "pause-all"))
    };
    html! {
        form.pause method="post" action=(action) {
            input type="hidden" name="back" value=(view.path);
            button.paused[paused] type="submit" {
                @if paused { (icons::resume()) } @else { (icons::pause()) }
                span { (text) }
            }
        }
    }
}

/// The person's name, which opens what is theirs. The browser closes it again by itself.
fn person(view: &View, name: &str, is_admin: bool) -> Markup {
    let lang = view.lang;
    html! {
        button.who type="button" popovertarget="menu" title=(t!(lang, "menu-label", name = name)) {
            (icons::person()) span { (name) }
        }
        div #menu .menu popover {
            p { (t!(lang, "menu-signed-in")) " " strong { (name) } }
            (plain_link(view, "/me", &t!(lang, "me-title")))
            @if is_admin { (plain_link(view, "/people", &t!(lang, "people-title"))) }
            form method="post" action="/sign-out" {
                button.secondary type="submit" { (t!(lang, "sign-out")) }
            }
        }
    }
}

fn plain_link(view: &View, to: &str, text: &str) -> Markup {
    html! { a href=(to) aria-current=[is_at(view, to).then_some("page")] { (text) } }
}

/// A stranger's choices, who is shown no way around.
pub(super) fn of_stranger(view: &View) -> Markup {
    html! { div.foot { (switches::switches(view)) } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn the_bar_of_phones_has_room_for_all_that_is_near() {
        for demo in [false, true] {
            let view = View { demo, ..View::for_tests(Lang::En, "/inbox") };
            let near = groups(&view).into_iter().flat_map(|(_, entries)| entries);
            assert!(near.filter(|entry| entry.is_near).count() <= 4);
        }
    }

    #[test]
    fn a_page_is_marked_wherever_one_is_in_it() {
        for (path, here) in [
            ("/inbox", "/inbox"),
            ("/accounts/1/chats/2?show=all", "/inbox"),
            ("/accounts/1/rules?x=1", "/accounts"),
            ("/accounts/1/twin?chat=2", "/twin"),
            ("/login/7", "/accounts"),
            ("/me/webhooks", "/settings"),
        ] {
            let view = View::for_tests(Lang::En, path);
            let entries: Vec<Entry> =
                groups(&view).into_iter().flat_map(|(_, entries)| entries).collect();
            let marked: Vec<&str> =
                entries.iter().filter(|entry| entry.is_here(&view)).map(|entry| entry.to).collect();
            assert_eq!(marked, [here], "{path}");
        }
    }
}
