// What the app tells, as pictures: in the portal under the Log Analytics workspace, Workbooks.
param location string
param tags { *: string }
param workspaceName string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'grain')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Grain'
    category: 'workbook'
    sourceId: workspace.id
    serializedData: loadTextContent('../dashboards/grain.workbook.json')
  }
}
