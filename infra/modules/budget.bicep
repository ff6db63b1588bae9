// Tells before the month's end what it will cost.
param amount int
@description('The first of the month in which it began. Azure refuses to change it.')
param start string
param actionsId string
param group string

var share = { forecast: 100, half: 50, all: 100 }

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'grain'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    filter: { dimensions: { name: 'ResourceGroupName', operator: 'In', values: [group] } }
    notifications: toObject(items(share), each => each.key, each => {
      enabled: true
      operator: 'GreaterThanOrEqualTo'
      threshold: each.value
      thresholdType: each.key == 'forecast' ? 'Forecasted' : 'Actual'
      contactEmails: []
      contactGroups: [actionsId]
    })
  }
}
