//! How a deletion stands, in words: a success is told as one, and nothing else is.

use backend_api::{ApiError, shell_word};
use leptos::prelude::*;

use super::{
    Page,
    track::{Known, Progress},
    tracker::Sight,
};
use crate::{
    components::{CodeBlock, Icon, NoticeKind, Shape, link_to_clusters, notice},
    route::Route,
};

pub(super) fn standing(
    sight: &Sight,
    known: Known,
    error: Option<&ApiError>,
    page: Page,
) -> AnyView {
    match &sight.progress {
        Progress::Deleting if sight.given_up => still_deleting(page),
        Progress::Deleting => view! {
            <h2><Icon shape=Shape::Arc/>" AWS is deleting the cluster"</h2>
            <p>"This takes minutes. You can leave this page: the deletion goes on, and this address shows it again."</p>
        }
        .into_any(),
        Progress::Deleted => deleted("AWS lists it as DELETED."),
        Progress::Gone => deleted("AWS lists it no more."),
        Progress::NotSeenYet(state) if known == Known::Sent => {
            let content = view! {
                <h2>"The outcome is not known yet"</h2>
                {why(error)}
                <p>"The cluster is "<code>{state.clone()}</code>" right now. The console looks again and sends nothing."</p>
            };
            notice(NoticeKind::Warn, None, content.into_any())
        }
        Progress::NotSeenYet(state) => view! {
            <h2><Icon shape=Shape::Arc/>" AWS accepted the deletion"</h2>
            <p>"It lists the cluster as "<code>{state.clone()}</code>" still; its listings can lag behind."</p>
        }
        .into_any(),
        Progress::NotBegun(state) => {
            let content = view! {
                <h2>"The deletion has not begun"</h2>
                {why(error)}
                <p>"The cluster is still "<code>{state.clone()}</code>": it looks as if the request had no effect. "<a href=Route::Activity.href()>"The activity"</a>" has the record."</p>
                {again(page)}
            };
            notice(NoticeKind::Warn, None, content.into_any())
        }
        Progress::CameBack(state) => {
            let content = view! {
                <h2>"The cluster was not deleted"</h2>
                <p>"AWS had accepted its deletion, and lists it as "<code>{state.clone()}</code>" now. Its state message and CloudTrail may say why; look at it before you try again."</p>
                {again(page)}
            };
            notice(NoticeKind::Danger, None, content.into_any())
        }
    }
}

fn deleted(how: &'static str) -> AnyView {
    let content = view! { <h2>"The cluster is deleted"</h2><p>{how}</p>{link_to_clusters()} };
    notice(NoticeKind::Good, None, content.into_any())
}

/// Why the outcome is open.
fn why(error: Option<&ApiError>) -> AnyView {
    match error {
        Some(error) => {
            let said = error.to_string();
            view! { <p class="break">"The request was sent, or may have been, and the answer does not tell what became of it: "<span class="small">{said}</span></p> }.into_any()
        }
        None => view! { <p>"The request was sent, or may have been, and its answer is not known here."</p> }.into_any(),
    }
}

fn again(page: Page) -> AnyView {
    view! { <button type="button" class="button" on:click=move |_| page.start_again()>"Plan again"</button> }
        .into_any()
}

/// AWS documents no end; other tools give up here too.
fn still_deleting(page: Page) -> AnyView {
    let (region, id) = page.place.get_value();
    let command = [
        "aws cloudhsmv2 describe-clusters --filters clusterIds=",
        &shell_word(&id),
        " --region ",
        &shell_word(&region),
    ]
    .concat();
    let content = view! {
        <h2>"Still deleting after 120 minutes"</h2>
        <p>"The console stops looking; the deletion may well go on. What to check now:"</p>
        <ul class="notes">
            <li>"what AWS lists:"</li>
        </ul>
        <CodeBlock text=command what="command to look at the cluster" wrap=true/>
        <ul class="notes">
            <li>"CloudTrail: the DeleteCluster event, and events on the cluster’s network interfaces after it"</li>
            <li>"whether an ENI of the cluster or its security group is still in use in the VPC"</li>
            <li>"the AWS Health Dashboard of the region"</li>
            <li>"then open a support case with the cluster’s ID and the request id from the activity"</li>
        </ul>
        <button type="button" class="button" on:click=move |_| page.start_again()>"Look again"</button>
    };
    notice(NoticeKind::Warn, None, content.into_any())
}
