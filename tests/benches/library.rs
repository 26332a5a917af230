//! What the library costs, at 100 and at 50,000 connections: an edit, a merge of findings, what a screen reads of a
//! change, and an import.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use stackday::domain::{Evidence, ProfileId, Standing, StepId};
use stackday::library::{Connection, LastSeen, Verification};
use stackday::library::{Edit, Findings, Guard, Library};
use tempfile::TempDir;

const FEW: usize = 100;
const MANY: usize = 50_000;

fn entries(count: usize) -> Vec<(String, Connection)> {
    let entry = |number: usize| {
        let settings = Connection {
            portal: Some(format!("https://customer{number}.planday.com/")),
            app_id: Some("0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef".into()),
            scopes: ["employee:read", "shift:read", "department:read"]
                .map(str::to_owned)
                .into(),
            tags: [format!("group{}", number % 7)].into(),
            notes: "Asked for by the customer in the spring.".into(),
            ..Connection::default()
        };
        (format!("customer-{number:05}"), settings)
    };
    (0..count).map(entry).collect()
}

/// A library with so many connections, and one of them.
fn filled(count: usize) -> (TempDir, Library, ProfileId) {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::new(folder.path(), Guard::default());
    library.import(entries(count)).expect("imported");
    let middle = format!("customer-{:05}", count / 2);
    let profile = library.named(&middle).expect("readable").expect("there");
    (folder, library, profile.id)
}

fn findings(revision: u64, exit: u8) -> Findings {
    let at = Timestamp::now();
    let evidence = Evidence::now(
        Standing::Verified,
        "Planday exchanged the Token for an access token",
    );
    Findings {
        revision,
        verification: Verification {
            since: at,
            looks: 1,
            at,
            exit,
            line: "7 of 7 wanted scopes granted".into(),
            checks: [].into(),
            origin: None,
        },
        seen: LastSeen {
            at,
            portal_name: Some("Nordlys".into()),
            granted: Some(3),
            wanted: 3,
            missing: [].into(),
            connector: None,
            accounts: None,
        },
        steps: StepId::ALL
            .into_iter()
            .map(|step| (step, evidence.clone()))
            .collect(),
    }
}

fn changes(c: &mut Criterion) {
    let mut group = c.benchmark_group("library");
    for count in [FEW, MANY] {
        let (_folder, library, id) = filled(count);
        let mut number = 0;
        group.bench_function(BenchmarkId::new("edit", count), |b| {
            b.iter(|| {
                number += 1;
                let notes = Edit::Notes(format!("note {number}"));
                black_box(library.edit(id, notes).expect("saved"))
            });
        });
        let revision = library
            .profile(id)
            .expect("readable")
            .expect("there")
            .evidence_revision;
        group.bench_function(BenchmarkId::new("merge findings of 25", count), |b| {
            b.iter(|| {
                let all = (0..25).map(|_| (id, findings(revision, 0))).collect();
                black_box(library.merge_findings(all).expect("merged"))
            });
        });
        let upto = library.load().expect("readable").change;
        group.bench_function(BenchmarkId::new("read what changed", count), |b| {
            b.iter(|| black_box(library.changes(upto - 1).expect("readable")));
        });
    }
    group.finish();
}

fn imports(c: &mut Criterion) {
    let mut group = c.benchmark_group("import");
    group.sample_size(10);
    for count in [1_000, 10_000, 50_000] {
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter_batched(
                || {
                    let folder = tempfile::tempdir().expect("a folder");
                    let library = Library::new(folder.path(), Guard::default());
                    (folder, library, entries(count))
                },
                |(folder, library, entries)| {
                    library.import(entries).expect("imported");
                    folder
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, changes, imports);
criterion_main!(benches);
