// What the app tells, as pictures: in the portal under Application Insights, Workbooks.
param location string
param tags { *: string }
param insightsName string

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'grain')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Grain'
    category: 'workbook'
    sourceId: insights.id
    serializedData: loadTextContent('../dashboards/grain.workbook.json')
  }
}
