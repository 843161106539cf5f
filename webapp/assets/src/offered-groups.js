// The properties panel knows all of Camunda 8. What our engine does not run is not offered, so that nobody fills in a
// field that the check then refuses.

const GROUPS = new Set([
  'activeElements',
  'adHocCompletion',
  'adHocSubProcessImplementation',
  'businessRuleImplementation',
  'headers',
  'inputPropagation',
  'outputCollection',
  'outputPropagation',
  'scriptImplementation',
  'userTaskImplementation',
  'Zeebe__ExecutionListeners',
  'Zeebe__TaskListeners',
]);

const ENTRIES = new Set([
  'assignmentDefinitionAssignee',
  'assignmentDefinitionCandidateUsers',
  'bindingType',
  'taskDefinitionRetries',
  'taskScheduleFollowUpDate',
  'versionTag',
]);

class OfferedGroupsProvider {
  constructor(propertiesPanel) {
    // Providers of lower priority see the groups of all others.
    propertiesPanel.registerProvider(100, this);
  }

  getGroups() {
    return (groups) => groups.filter((group) => !GROUPS.has(group.id)).map(offered);
  }
}

OfferedGroupsProvider.$inject = ['propertiesPanel'];

function offered(group) {
  return group.entries ? { ...group, entries: group.entries.filter((entry) => !ENTRIES.has(entry.id)) } : group;
}

export default { __init__: ['offeredGroups'], offeredGroups: ['type', OfferedGroupsProvider] };
