//! The library with real files and real processes: killed, at once, on a full disk, damaged, newer, older.
//!
//! # Promises
//!
//! Before there was a database, connections were kept in a file of JSON, and its tests stood in `tests/store`. Each of
//! their promises is held here.
//!
//! | of the file | of the library |
//! | --- | --- |
//! | `round_trip::what_is_saved_is_read_again` | `round_trip::what_is_saved_is_read_again`, `round_trip::what_is_entered_is_kept_as_it_was_entered` |
//! | `saving::a_new_profile_is_saved_with_all_that_is_known_of_it` | `saving::a_new_connection_is_saved_with_all_that_is_known_of_it` |
//! | `saving::saving_changes_what_a_person_entered_and_keeps_what_the_checks_found` | `saving::saving_changes_what_a_person_entered_and_keeps_what_the_checks_found` |
//! | `saving::an_empty_or_taken_name_is_refused` | `saving::an_empty_or_taken_name_is_refused` |
//! | `saving::whoever_saves_an_older_state_is_told_that_somebody_else_changed_it` | `saving::whoever_saves_an_older_state_is_told_that_another_one_changed_it` |
//! | `saving::notes_too_long_to_keep_are_refused_and_not_cut` | `saving::notes_too_long_to_keep_are_refused_and_not_cut` |
//! | `saving::deleting_takes_those_and_no_others` | `saving::deleting_takes_those_and_no_others` |
//! | `saving::what_changes_nothing_writes_nothing_and_the_version_before_stays` | `saving::what_changes_nothing_writes_nothing`, `backups::the_first_change_of_a_day_makes_one_of_what_was_before_it` |
//! | `saving::the_folder_and_its_files_are_their_owners_alone` | `private::the_folder_and_its_files_are_their_owners_alone`, `backups::a_backup_is_its_owners_alone_and_one_file` |
//! | `saving::a_link_stays_a_link` | `private::a_link_stays_a_link` |
//! | `together::two_programs_that_change_at_once_lose_nothing` | `together::two_programs_that_change_at_once_lose_nothing`, `together::eight_writers_at_once_lose_nothing` |
//! | `together::whoever_waits_too_long_is_told_that_another_one_writes` | `together::whoever_waits_too_long_is_told_that_another_one_writes`, `together::reading_waits_for_nobody_who_writes` |
//! | `many::ten_thousand_profiles_load_and_save` | `many::ten_thousand_connections_load_and_save` |
//! | `killed::a_save_that_is_killed_leaves_the_whole_old_or_the_whole_new_state` | `killed::a_save_that_is_killed_leaves_the_whole_old_or_the_whole_new_state`, `killed::what_was_acknowledged_is_there_whenever_it_is_killed` |
//! | `killed::so_does_the_first_save_of_all` | `killed::so_does_the_first_save_of_all` |
//! | `killed::so_does_the_save_that_brings_an_older_file_into_the_new_form` | `takeover_killed::a_takeover_that_is_killed_is_gone_on_with` |
//! | `killed::a_copy_of_the_program_saves_when_nobody_kills_it` | `killed::a_copy_of_the_program_saves_when_nobody_kills_it` |
//! | `refused::a_full_disk_is_told_and_costs_nothing` | `refused::a_full_disk_is_told_and_costs_nothing` |
//! | `refused::a_folder_that_cannot_be_written_is_read_all_the_same` | `refused::a_folder_that_cannot_be_written_is_read_all_the_same`, `refused::with_a_log_of_writes_left_behind_it_is_read_too_or_it_is_said_why_not`, `takeover_killed::a_folder_that_can_only_be_read_shows_what_the_older_program_left` |
//! | `refused::a_folder_that_is_none_is_told` | `refused::a_folder_that_is_none_is_told` |
//! | `refused::a_secret_is_never_written` | `guarded::a_secret_in_any_field_is_refused_and_the_field_is_named`, `guarded::an_edit_is_refused_as_a_save_is`, `guarded::a_secret_that_a_service_says_back_is_not_kept` |
//! | `refused::a_secret_in_a_damaged_file_is_not_repeated` | `damaged::a_secret_in_a_damaged_row_is_not_repeated` |
//! | `damaged::one_damaged_line_hides_one_profile` | `damaged::one_row_that_cannot_be_read_hides_one_connection` |
//! | `damaged::it_is_told_where_it_is_damaged_and_what_can_be_put_back` | `damaged::it_is_told_with_the_backup_that_helps`; of the old file `takeover::a_damaged_file_is_not_taken_over_and_left_and_named` |
//! | `damaged::a_previous_version_that_is_damaged_too_is_not_offered` | `damaged::a_backup_that_is_damaged_too_is_not_offered` |
//! | `damaged::a_file_that_ends_anywhere_shows_what_is_whole` | `damaged::a_file_that_ends_anywhere_is_damaged`: a database that was cut shows nothing, and names the backup |
//! | `damaged::two_profiles_of_one_name_or_id_are_damage_of_the_second_line` | `versions::the_database_says_whose_it_is_and_holds_what_anybody_can_read`: the database refuses two; of the old file `takeover::a_damaged_file_is_not_taken_over_and_left_and_named` |
//! | `damaged::what_is_no_file_of_saved_connections_is_left_alone` | `damaged::what_is_no_library_is_left_alone` |
//! | `damaged::a_damaged_file_of_another_layout_shows_the_rest_too` | `damaged::one_row_that_cannot_be_read_hides_one_connection`: a database has one layout |
//! | `damaged::texts_of_the_file_are_made_safe` | `versions::texts_of_the_database_are_made_safe` |
//! | `damaged::whatever_becomes_of_a_byte_hides_one_profile_at_most_and_never_silently` | `damaged::whatever_becomes_of_a_byte_of_the_header_is_survived`, `damaged::whatever_becomes_of_bytes_anywhere_is_survived`: a page may hold more than one connection |
//! | `versions::the_header_comes_first_and_then_a_line_for_each_profile` | `versions::the_database_says_whose_it_is_and_holds_what_anybody_can_read` |
//! | `versions::an_older_file_is_read_and_stays_until_something_changes` | `takeover::a_file_of_version_1_is_taken_over_as_well`; where nothing can be written `takeover_killed::a_folder_that_can_only_be_read_shows_what_the_older_program_left` |
//! | `versions::the_first_change_brings_an_older_file_into_the_new_form_and_keeps_it` | `takeover::the_old_file_becomes_a_backup_and_one_stays_that_the_older_program_refuses`, `takeover_killed::a_backup_that_is_there_is_not_written_over` |
//! | `versions::a_newer_file_is_refused_and_never_written_over` | `versions::a_newer_database_shows_what_can_be_read_and_is_never_written`, `takeover::a_file_of_a_newer_program_is_nobodys_to_take_over` |
//! | `versions::what_is_absent_is_empty_and_what_is_unknown_does_no_harm` | `versions::what_is_absent_is_empty_and_what_is_unknown_does_no_harm`, `takeover::what_is_laid_out_otherwise_or_absent_or_unknown_is_taken_over_alike` |
//! | `versions::a_file_laid_out_otherwise_is_the_same_file` | `takeover::what_is_laid_out_otherwise_or_absent_or_unknown_is_taken_over_alike` |
//! | `drafts::each_profile_has_one_draft_and_the_newest_comes_first` | `drafts::each_connection_has_one_draft_and_the_newest_comes_first` |
//! | `drafts::an_empty_draft_is_a_draft` | `drafts::an_empty_draft_is_a_draft` |
//! | `drafts::what_cannot_be_read_stays_aside_and_is_in_nobodys_way` | `drafts::what_cannot_be_read_stays_and_is_in_nobodys_way`; of the old files `takeover::drafts_are_taken_over_and_their_files_are_gone` |
//! | `drafts::a_secret_is_never_kept_in_a_draft` | `guarded::a_secret_in_a_draft_is_left_out_and_named`: the rest of the draft is kept |
//! | `drafts::texts_of_a_draft_are_made_safe` | `drafts::texts_of_a_draft_are_made_safe` |

mod accounts;
mod accounts_random;
mod accounts_source;
mod accounts_together;
mod backups;
mod damaged;
mod drafts;
mod evidence;
mod exchange;
mod guarded;
mod history;
mod killed;
mod links;
mod links_migrated;
mod links_swept;
mod many;
mod private;
mod refused;
mod round_trip;
mod saving;
mod secrets;
mod sessions;
mod support;
mod takeover;
mod takeover_killed;
mod together;
mod traces;
mod ui_settings;
mod versions;

/// Not a test: what the other processes do.
#[test]
#[ignore = "played by the other tests"]
fn actor() {
    support::play();
}
