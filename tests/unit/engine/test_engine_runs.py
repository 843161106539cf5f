"""Every run explored before a diagram is published."""

from tests.unit.engine.drawing import (
    boundary,
    call,
    catch,
    chain,
    declared,
    diagram,
    end,
    flow,
    gateway,
    mapping,
    message,
    script,
    service,
    several,
    start,
    sub,
    task,
    terminate,
    timer,
    user,
)
from webapp.engine.check import check
from webapp.engine.operations import DescribedOperation


def rules(*files, **more):
    report = check({f"file{number}.bpmn": content for number, content in enumerate(files)}, **more)
    return [(problem.rule, problem.element) for problem in report.problems]


def test_exclusive_split_into_a_parallel_join_is_refused_with_the_run_that_gets_stuck():
    drawn = diagram(
        start(),
        gateway("exclusive", "g", default="g_to_b"),
        user("a", name="Ask"),
        user("b"),
        gateway("parallel", "join", name="Both"),
        end(),
        chain("start", "g"),
        flow("g", "a", "=x"),
        flow("g", "b"),
        chain("a", "join", "end"),
        chain("b", "join"),
    )
    assert rules(drawn) == [("stuck", "join")]
    message_ = check({"a.bpmn": drawn}).problems[0].message
    assert "Both" in message_


def test_parallel_branch_that_goes_back_multiplies_tokens_and_is_refused():
    drawn = diagram(
        start(),
        gateway("exclusive", "back"),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        end(),
        chain("start", "back", "split", "a", "back"),
        chain("split", "b", "back"),
        flow("b", "end", "=x"),
    )
    assert "tokens-multiply" in [rule for rule, _ in rules(drawn)]


def test_loop_in_which_nobody_acts_is_refused_and_a_rework_loop_is_not():
    def looping(kind):
        return diagram(
            start(),
            gateway("exclusive", "back"),
            kind("t"),
            gateway("exclusive", "again", default="done"),
            end(),
            chain("start", "back", "t", "again"),
            flow("again", "back", "=x"),
            flow("again", "end", own="done"),
        )

    assert [rule for rule, _ in rules(looping(task))] == ["automatic-loop"]
    assert rules(looping(user)) == []


def test_loop_through_a_call_of_a_process_with_a_task_is_accepted():
    called = diagram(start("cs"), user("ask"), end("ce"), chain("cs", "ask", "ce"), process="called")
    drawn = diagram(
        start(),
        gateway("exclusive", "back"),
        call("c", "called"),
        gateway("exclusive", "again", default="done"),
        end(),
        chain("start", "back", "c", "again"),
        flow("again", "back", "=x"),
        flow("again", "end", own="done"),
    )
    assert rules(drawn, called) == []


def test_twenty_parallel_branches_of_three_tasks_do_not_multiply_the_states():
    parts = [gateway("parallel", "split"), gateway("parallel", "join")]
    for n in range(20):
        parts += [user(f"a{n}"), user(f"b{n}"), user(f"c{n}"), chain("split", f"a{n}", f"b{n}", f"c{n}", "join")]
    drawn = diagram(start(), end(), *parts, flow("start", "split"), flow("join", "end"))
    assert rules(drawn) == []


def test_inclusive_split_and_join_is_sound():
    drawn = diagram(
        start(),
        gateway("inclusive", "split", default="f"),
        user("a"),
        user("b"),
        user("c"),
        gateway("inclusive", "join"),
        end(),
        flow("start", "split"),
        flow("split", "a", "=x"),
        flow("split", "b", "=y"),
        flow("split", "c", own="f"),
        chain("a", "join", "end"),
        chain("b", "join"),
        chain("c", "join"),
    )
    assert rules(drawn) == []
    wrong = drawn.replace(b'<bpmn:inclusiveGateway id="join">', b'<bpmn:parallelGateway id="join">').replace(
        b'</bpmn:inclusiveGateway><bpmn:endEvent id="end">', b'</bpmn:parallelGateway><bpmn:endEvent id="end">'
    )
    assert ("stuck", "join") in rules(wrong)


def legal(own, step, **more):
    return user(
        own, extension=f'<zeebe:properties><zeebe:property name="legalStep" value="{step}"/></zeebe:properties>'
    )


def disclosing(own="tell"):
    return user(own, extension='<zeebe:properties><zeebe:property name="discloses" value="true"/></zeebe:properties>')


def early(*files, required=("grounds", "legal_review"), **more):
    more = {"form_writes": {}} | more
    return rules(*files, main="process", before_disclosure=required, **more)


def test_disclosure_after_all_legal_steps_is_accepted():
    drawn = diagram(
        start(),
        legal("g", "grounds"),
        legal("r", "legal_review"),
        disclosing(),
        end(),
        chain("start", "g", "r", "tell", "end"),
    )
    assert early(drawn) == []


def test_disclosure_that_can_skip_a_legal_step_is_refused_with_the_path():
    drawn = diagram(
        start(),
        legal("g", "grounds"),
        gateway("exclusive", "urgent", name="Urgent?", default="no"),
        legal("r", "legal_review"),
        disclosing(),
        end(),
        chain("start", "g", "urgent"),
        flow("urgent", "tell", "=x"),
        flow("urgent", "r", own="no"),
        chain("r", "tell", "end"),
    )
    assert early(drawn) == [("disclosure-too-early", "tell")]
    found = check({"file0.bpmn": drawn}, main="process", before_disclosure=["legal_review"]).problems[0].message
    assert "legal_review" in found
    assert "Urgent?" in found


def test_disclosure_that_can_overtake_a_legal_step_beside_it_is_refused():
    drawn = diagram(
        start(),
        legal("g", "grounds"),
        gateway("parallel", "split"),
        legal("r", "legal_review"),
        disclosing(),
        gateway("parallel", "join"),
        end(),
        chain("start", "g", "split", "r", "join", "end"),
        chain("split", "tell", "join"),
    )
    assert early(drawn) == [("disclosure-too-early", "tell")]


def test_boundary_event_may_cut_a_legal_step_short():
    drawn = diagram(
        start(),
        legal("g", "grounds"),
        legal("r", "legal_review"),
        boundary("late", "r", timer("P1D")),
        disclosing(),
        end(),
        chain("start", "g", "r", "tell", "end"),
        chain("late", "tell"),
    )
    assert early(drawn) == [("disclosure-too-early", "tell")]


def test_legal_step_for_each_of_perhaps_no_items_does_not_count():
    drawn = diagram(
        start(),
        legal("g", "grounds"),
        sub("each", several("=people", "p"), start("s"), legal("r", "legal_review"), end("e"), chain("s", "r", "e")),
        disclosing(),
        end(),
        chain("start", "g", "each", "tell", "end"),
    )
    assert early(drawn) == [("disclosure-too-early", "tell")]


def test_disclosure_inside_an_event_sub_process_may_come_at_any_moment():
    drawn = diagram(
        start(),
        legal("g", "grounds"),
        legal("r", "legal_review"),
        end(),
        chain("start", "g", "r", "end"),
        sub("esp", start("hit", message("now")), disclosing(), end("e"), chain("hit", "tell", "e"), event=True),
        before=declared(messages=["now"]),
    )
    assert early(drawn) == [("disclosure-too-early", "tell")]


def called_process(*, honest):
    return diagram(
        start("cs"),
        user("ask"),
        gateway("exclusive", "found", default="no"),
        legal("r", "legal_review"),
        script("yes", "=true", "reviewed"),
        script("not_found", "=false" if honest else "=true", "reviewed"),
        end("ce"),
        end("ce2"),
        chain("cs", "ask", "found"),
        flow("found", "r", "=x"),
        flow("found", "not_found", own="no"),
        chain("r", "yes", "ce"),
        chain("not_found", "ce2"),
        process="called",
    )


CALLER = diagram(
    start(),
    legal("g", "grounds"),
    call("c", "called"),
    gateway("exclusive", "reviewed_q", default="no_review"),
    disclosing(),
    end(),
    end("other"),
    chain("start", "g", "c", "reviewed_q"),
    flow("reviewed_q", "tell", "=reviewed"),
    flow("reviewed_q", "other", own="no_review"),
    chain("tell", "end"),
)


def test_what_a_called_process_settles_is_followed_through_the_callers_gateway():
    assert early(CALLER, called_process(honest=True)) == []
    assert early(CALLER, called_process(honest=False)) == [("disclosure-too-early", "tell")]


def test_what_a_form_can_also_write_is_not_relied_on():
    asked = called_process(honest=True).replace(
        b'<zeebe:userTask/></bpmn:extensionElements></bpmn:userTask><bpmn:exclusiveGateway id="found"',
        b'<zeebe:userTask/><zeebe:formDefinition formId="any"/></bpmn:extensionElements></bpmn:userTask>'
        b'<bpmn:exclusiveGateway id="found"',
    )
    assert early(CALLER, asked, form_writes={"any": ["note"]}) == []
    assert early(CALLER, asked, form_writes={"any": ["reviewed"]}) == [("disclosure-too-early", "tell")]
    assert early(CALLER, asked, form_writes=None) == [("disclosure-too-early", "tell")]


def calling_with(own, between, before=""):
    """The caller with another element between the called process and the gateway that asks."""
    return diagram(
        start(),
        legal("g", "grounds"),
        call("c", "called"),
        between,
        gateway("exclusive", "reviewed_q", default="no_review"),
        disclosing(),
        end(),
        end("other"),
        chain("start", "g", "c", own, "reviewed_q"),
        flow("reviewed_q", "tell", "=reviewed"),
        flow("reviewed_q", "other", own="no_review"),
        chain("tell", "end"),
        before=before,
    )


def test_what_a_message_could_also_bring_is_not_relied_on():
    open_to_all = calling_with("news", catch("news", message("m")), declared(messages=["m"]))
    mapped = catch("news", message("m"), extension=mapping(outputs={"note": "=text"}))
    assert early(open_to_all, called_process(honest=True)) == [("disclosure-too-early", "tell")]
    assert early(calling_with("news", mapped, declared(messages=["m"])), called_process(honest=True)) == []


def test_what_an_operation_could_also_write_is_not_relied_on():
    drawn = calling_with("op", service("op", "ask"))
    known = {"ask": DescribedOperation(writes=frozenset({"reviewed"}))}
    assert early(drawn, called_process(honest=True), operations=known) == [("disclosure-too-early", "tell")]
    assert early(drawn, called_process(honest=True)) == [("disclosure-too-early", "tell")]
    assert early(drawn, called_process(honest=True), operations={"ask": DescribedOperation()}) == []


def test_loop_in_which_only_an_operation_outside_acts_is_refused_and_one_with_a_timer_is_not():
    def drawn(*between, way=()):
        return diagram(
            start(),
            gateway("exclusive", "again"),
            service("work", "ask"),
            gateway("exclusive", "done", default="done_to_end"),
            *between,
            end(),
            chain("start", "again", "work", "done", "end"),
            flow("done", way[0] if way else "again", "=more"),
            chain(*way, "again") if way else "",
        )

    known = {"ask": DescribedOperation(outbound=True, writes=frozenset({"more"}))}
    assert rules(drawn(), operations=known) == [("automatic-loop", "again")]
    assert "called without end" in check({"a.bpmn": drawn()}, operations=known).problems[0].message
    assert rules(drawn(catch("rest", timer("PT1H")), way=("rest",)), operations=known) == []


def test_terminate_end_beside_other_work_is_no_reason_to_call_it_unreached():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        user("c"),
        end("kill", terminate()),
        end(),
        chain("start", "split", "a", "kill"),
        chain("split", "b", "c", "end"),
    )
    assert rules(drawn) == []
