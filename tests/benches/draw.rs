//! How long one frame takes to draw.

#[path = "../screens/build/mod.rs"]
#[expect(dead_code, reason = "the screens' tests use the rest of it")]
mod build;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use stackday::http::Listed;
use stackday::journal::Level;
use stackday::tui::message::{Message, Stamped};
use stackday::tui::screens::logs::LogView;
use stackday::tui::tasks::TaskKind;
use stackday::tui::update;
use stackday::tui::worker::TaskOutcome;

use build::{Run, answered, called, entry, lines, many, many_accounts, profile};

fn draw(c: &mut Criterion) {
    let long_log = || {
        let log = (0..10_000).map(|n| {
            entry(
                n,
                Level::Debug,
                "planday",
                "GET /hr/v1.0/departments → 200 in 81 ms (prove department:read)",
            )
        });
        Run::filled().log(log.collect())
    };
    let profiles = Listed::whole((0..10_000).map(profile).collect());
    let screens = vec![
        ("setup, 10 000 lines", long_log().all_verified().step(1)),
        ("logs, 10 000 lines", long_log().keys("5kkkkk")),
        (
            "exchange",
            Run::filled().log(lines()).keys("5k").key(KeyCode::Enter),
        ),
        (
            "profiles, 10 000 rows",
            Run::filled()
                .keys("2")
                .ended(TaskKind::Profiles, TaskOutcome::Profiles(profiles))
                .key(KeyCode::Tab),
        ),
        ("help", Run::filled().keys("?")),
        (
            "scopes",
            Run::filled()
                .step(1)
                .key(KeyCode::Enter)
                .key(KeyCode::Tab)
                .key(KeyCode::Enter),
        ),
        (
            "connections, 10 000 rows",
            Run::filled().reviewing(many(10_000)),
        ),
        (
            "accounts, 10 000 rows",
            Run::filled().with_accounts(many_accounts(10_000)),
        ),
        (
            "matrix, all 79 scopes",
            Run::filled().all_verified().keys("4ff"),
        ),
    ];
    for (name, run) in &screens {
        let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("a terminal in memory");
        c.bench_function(name, |bencher| {
            bencher.iter(|| {
                terminal
                    .draw(|frame| stackday::tui::draw(frame, &run.state))
                    .expect("a drawn frame");
            });
        });
    }
}

/// A key from its arrival to the finished frame: what a person waits for after pressing it.
fn key(c: &mut Criterion) {
    let log = (0..10_000).map(|n| entry(n, Level::Debug, "planday", "GET /x → 200 in 81 ms"));
    let run = Run::filled().log(log.collect()).all_verified();
    pressed(c, "a key, 10 000 lines", run, [KeyCode::Down, KeyCode::Up]);
}

/// Two keys, each to the finished frame.
fn pressed(c: &mut Criterion, name: &str, mut run: Run, keys: [KeyCode; 2]) {
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("a terminal in memory");
    c.bench_function(name, |bencher| {
        bencher.iter(|| {
            for code in keys {
                let message = Message::Key(KeyEvent::new(code, KeyModifiers::NONE));
                let at = run.now;
                update(&mut run.state, Stamped { at, message });
                terminal
                    .draw(|frame| stackday::tui::draw(frame, &run.state))
                    .expect("a drawn frame");
            }
        });
    });
}

/// A letter typed into the filter and taken away again, and another column to sort by: each to the finished frame.
fn review(c: &mut Criterion) {
    for (name, keys, first) in [
        (
            "two filter keys, 10 000 connections",
            "/cust 12 #gr",
            [KeyCode::Char('o'), KeyCode::Backspace],
        ),
        (
            "two sort keys, 10 000 connections",
            "",
            [KeyCode::Char('s'), KeyCode::Char('S')],
        ),
    ] {
        let run = Run::filled().reviewing(many(10_000)).keys(keys);
        pressed(c, name, run, first);
    }
}

/// The same among linked accounts; and a row further down and up again, and a list that was read anew.
fn accounts(c: &mut Criterion) {
    for (name, keys, first) in [
        (
            "two filter keys, 10 000 accounts",
            "/cust 12",
            [KeyCode::Char('3'), KeyCode::Backspace],
        ),
        (
            "two first filter keys, 10 000 accounts",
            "/",
            [KeyCode::Char('e'), KeyCode::Backspace],
        ),
        (
            "two sort keys, 10 000 accounts",
            "",
            [KeyCode::Char('s'), KeyCode::Char('S')],
        ),
        (
            "a page down and up, 10 000 accounts",
            "",
            [KeyCode::PageDown, KeyCode::PageUp],
        ),
    ] {
        let run = Run::filled()
            .with_accounts(many_accounts(10_000))
            .keys(keys);
        pressed(c, name, run, first);
    }
    let mut run = Run::filled().with_accounts(many_accounts(10_000));
    let report = many_accounts(10_000);
    c.bench_function("a list read anew, 10 000 accounts", |bencher| {
        bencher.iter_batched(
            || report.clone(),
            |report| {
                let read = std::mem::replace(&mut run, Run::fresh());
                run = read.keys("R").listed(report);
            },
            BatchSize::LargeInput,
        );
    });
}

/// What is saved has changed: a verification of one has ended, for example.
fn changed(c: &mut Criterion) {
    let mut run = Run::filled().reviewing(many(10_000));
    c.bench_function("a change, 10 000 connections", |bencher| {
        bencher.iter(|| run.state.relist());
    });
}

/// A line of the log taken in and one frame drawn, with ten times the lines: the same time, whatever is kept. And a filter,
/// beside one that gets longer by a letter as well: that looks only among the lines that passed.
fn long_log(c: &mut Criterion) {
    for count in [10_000_i64, 100_000] {
        let mut run = Run::filled();
        run.state.logs = LogView::new(usize::try_from(count).expect("a count"));
        let log = (0..count).map(|n| {
            let path = format!("/hr/v1.0/departments/{n}");
            let call = ("GET", path.as_str());
            let entry = entry(n, Level::Debug, "planday", &path);
            called(entry, call, "prove department:read", answered(200, 81))
        });
        let mut run = run.log(log.collect()).keys("5");
        let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("a terminal in memory");
        c.bench_function(&format!("a new line, {count} lines"), |bencher| {
            bencher.iter(|| {
                let new = entry(1, Level::Debug, "stackone", "GET /accounts → 200 in 81 ms");
                run.state.logs.push(new);
                terminal
                    .draw(|frame| stackday::tui::draw(frame, &run.state))
                    .expect("a drawn frame");
            });
        });
        for (name, filters) in [
            ("a filter", ["", "departments/77"]),
            (
                "a filter and a letter more",
                ["departments/77", "departments/777"],
            ),
        ] {
            c.bench_function(&format!("{name}, {count} lines"), |bencher| {
                bencher.iter(|| {
                    for filter in filters {
                        run.state.logs.set_filter(filter);
                    }
                });
            });
        }
    }
}

criterion_group!(benches, draw, key, review, accounts, changed, long_log);
criterion_main!(benches);
