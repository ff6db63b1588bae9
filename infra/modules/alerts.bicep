// What somebody is woken for: alerts.json, which names a section of docs/operations.md each, and two that need no metric of the app.
// A rule that is looked at every quarter of an hour costs a third of one of five minutes.
param location string
param tags { *: string }
param insightsName string
param storageName string
param actionsId string
param address string
@description('The most that operations on storage may cost in a day, in dollars at list prices; not looked at if 0.')
param costADay int

var rules = loadJsonContent('../alerts.json')

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource told 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in filter(rules, each => each.name != 'cost' || costADay > 0): {
    name: 'grain-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Grain: ${rule.name}'
      description: '${rule.says} See "${rule.see}" in docs/operations.md. (${address})'
      severity: rule.severity
      enabled: true
      scopes: [insights.id]
      evaluationFrequency: 'PT15M'
      windowSize: rule.window
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: 'n'
            timeAggregation: rule.sum ? 'Total' : 'Maximum'
            dimensions: map(rule.by, dimension => { name: dimension, operator: 'Include', values: ['*'] })
            operator: 'GreaterThan'
            threshold: rule.name == 'cost' ? costADay : rule.above
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionsId] }
    }
  }
]

// The timers of a living app tell something every minute.
resource silent 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'grain-silent'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Grain: silent'
    description: 'Nothing was heard of the app for an hour. See "Nothing answers" in docs/operations.md. (${address})'
    severity: 0
    enabled: true
    scopes: [insights.id]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: 'union requests, traces, customMetrics | summarize n = count()'
          metricMeasureColumn: 'n'
          timeAggregation: 'Total'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [actionsId] }
  }
}

// Told by storage itself, for free but for the rule.
resource throttled 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'grain-throttled'
  location: 'global'
  tags: tags
  properties: {
    description: 'Storage refuses requests: there are too many. See "Storage is throttled" in docs/operations.md. (${address})'
    severity: 2
    enabled: true
    scopes: [account.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'refused'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Storage/storageAccounts'
          metricName: 'Transactions'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 100
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ServerBusyError'
                'ClientThrottlingError'
                'ClientAccountRequestThrottlingError'
                'ClientAccountBandwidthThrottlingError'
              ]
            }
          ]
        }
      ]
    }
    actions: [{ actionGroupId: actionsId }]
  }
}
